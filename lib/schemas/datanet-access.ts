import { z } from "zod";
import { Address, Hash32, Id, page, Signature, Timestamp, TypedData } from "./primitives";

/**
 * GET, POST /api/v1/datanets/{slug}/access · POST …/access/{id}/statement · POST …/access/{id}/decision
 * POST …/access/{id}/revocation
 */

/** public: everybody reads. gated: card, statistics and a sample are open. private: out of sight without a grant. */
export const DatanetAccess = z.enum(["public", "gated", "private"]);
export type DatanetAccess = z.infer<typeof DatanetAccess>;

/** Each purpose includes those before it. */
export const AccessPurpose = z.enum(["read", "evaluate", "train"]);
export type AccessPurpose = z.infer<typeof AccessPurpose>;

export const AccessGrant = z.object({
  id: Id,
  grantee: Address,
  /** Null while this wallet has not signed in here. */
  handle: z.string().nullable(),
  purpose: AccessPurpose,
  message: z.string(),
  days: z.int(),
  state: z.enum(["requested", "granted", "refused", "revoked", "expired"]),
  reason: z.string(),
  expiresAt: Timestamp.nullable(),
  grantId: Hash32.nullable(),
  txHash: Hash32.nullable(),
  requestedAt: Timestamp,
});
export type AccessGrant = z.infer<typeof AccessGrant>;
export const AccessGrantPage = page(AccessGrant);

/** `grantee` is for the owner, who may open the Datanet to a wallet that did not ask. */
export const RequestAccessBody = z.strictObject({
  purpose: AccessPurpose,
  message: z.string().trim().max(1_000).default(""),
  days: z.int().min(1, "at least a day").max(365, "at most 365 days"),
  grantee: Address.optional(),
});
export type RequestAccessBody = z.infer<typeof RequestAccessBody>;

/** What the owner's wallet signs; `expiresAt` counts from now. */
export const AccessStatement = z.object({ expiresAt: Timestamp, typedData: TypedData });
export type AccessStatement = z.infer<typeof AccessStatement>;

export const DecideAccessBody = z.discriminatedUnion("decision", [
  z.strictObject({ decision: z.literal("grant"), signature: Signature }),
  z.strictObject({
    decision: z.literal("refuse"),
    reason: z.string().trim().min(5, "a sentence that says why").max(500),
  }),
]);
export type DecideAccessBody = z.infer<typeof DecideAccessBody>;
