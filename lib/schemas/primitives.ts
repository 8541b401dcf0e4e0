import { z } from "zod";

/** Wire forms of the values that JSON lacks. Wei is a decimal string, time is ISO-8601 UTC, bytes are 0x-hex. */

export const Wei = z
  .string()
  .regex(/^(0|[1-9]\d{0,77})$/, "a whole number of wei, written in decimal digits");
export const Hex = z.string().regex(/^0x([0-9a-f]{2})*$/i, "0x followed by hexadecimal digits");
export const Hash32 = z.string().regex(/^0x[0-9a-f]{64}$/i, "0x followed by 64 hexadecimal digits");
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits");
export const Address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "0x followed by 40 hexadecimal digits");
export const Signature = z.string().regex(/^0x[0-9a-fA-F]{2,}$/, "0x followed by hexadecimal digits");
export const Timestamp = z.iso.datetime();
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens")
  .min(2)
  .max(64);
export const Id = z.string().min(1).max(64);

/** One cursor page. `nextCursor` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** A transaction that the user's own wallet sends; the server prepared it and holds no key for it. */
export const WalletCall = z.object({
  chainId: z.int(),
  to: Address,
  data: Hex,
  contract: z.string(),
  functionName: z.string(),
});
export type WalletCall = z.infer<typeof WalletCall>;

/** EIP-712 payload as JSON: integers are decimal strings. The browser shows it and signs it unchanged. */
export const TypedData = z.object({
  domain: z.object({ name: z.string(), version: z.string(), chainId: z.int(), verifyingContract: Address }),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  primaryType: z.string(),
  message: z.record(z.string(), z.union([z.string(), z.int(), z.boolean()])),
});
export type TypedData = z.infer<typeof TypedData>;

/** Where a chain-backed fact stands: queued here, sent, in a block, final. */
export const ChainState = z.enum(["none", "queued", "sent", "seen", "final", "failed"]);
export type ChainState = z.infer<typeof ChainState>;
