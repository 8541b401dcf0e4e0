import { z } from "zod";
import { Slug, Timestamp } from "./primitives";

/** GET, POST /api/v1/datanets/{slug}/contributions/{id}/withdrawal */

/** What stands on a contribution's rows. */
export const BlastRadius = z.object({
  /** Rows that can still be erased; `withdrawn` of them were withdrawn before. */
  rows: z.int(),
  withdrawn: z.int(),
  versions: z.array(z.int()),
  runs: z.int(),
  models: z.array(z.object({ slug: Slug, name: z.string(), published: z.boolean() })),
});
export type BlastRadius = z.infer<typeof BlastRadius>;

export const WithdrawBody = z.strictObject({
  /** Rows of the batch, from 0; absent: all of them. */
  positions: z.array(z.int().nonnegative()).min(1).max(500).optional(),
  /** Also destroys text and salt. It cannot be undone. */
  erase: z.boolean(),
});
export type WithdrawBody = z.infer<typeof WithdrawBody>;

export const Withdrawal = z.object({ rows: z.int(), erased: z.boolean(), at: Timestamp });
export type Withdrawal = z.infer<typeof Withdrawal>;
