import "server-only";
import { z } from "zod";

/** What a job row remembers: where the page's bar stands, and what is stored already. */
export const ImportProgress = z.object({
  phase: z.enum(["waiting", "unpack", "read", "store"]).default("waiting"),
  rows: z.int().default(0),
  done: z.number().nullable().default(null),
  storedChunks: z.int().default(0),
  storedRows: z.int().default(0),
  /** Rows that the Datanet had already, and their turns; found while storing. */
  knownRows: z.int().default(0),
  knownTurns: z.int().default(0),
  /** Their splits, which the report counted as kept. */
  knownSplits: z.record(z.string(), z.int()).default({}),
});
export type ImportProgress = z.infer<typeof ImportProgress>;
