import "server-only";
import { z } from "zod";
import { QueryResult } from "@/lib/schemas/datanet-versions";
import { DatanetKind } from "@/lib/schemas/datanets";

/** What supervisor and table child say to each other: `spec.json` in, `outcome.json` out. */

/** Name of a version's table in the child's folder; the engine's settings show it to whoever asks. */
export const TABLE_FILE = "data.parquet";

export const TableSpec = z.discriminatedUnion("kind", [
  /** Writes the table of a version from its JSON Lines. */
  z.object({ kind: z.literal("tabulate"), datanetKind: DatanetKind, rows: z.string() }),
  z.object({ kind: z.literal("query"), sql: z.string() }),
]);
export type TableSpec = z.infer<typeof TableSpec>;

export const QueryRefusal = z.object({
  kind: z.literal("refused"),
  reason: z.enum(["sql_syntax", "sql_refused", "sql_failed", "sql_timeout", "sql_memory", "sql_too_large"]),
  message: z.string(),
});
export type QueryRefusal = z.infer<typeof QueryRefusal>;

export const QueryOutcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("result"), ...QueryResult.omit({ callsLeft: true }).shape }),
  QueryRefusal,
]);
export type QueryOutcome = z.infer<typeof QueryOutcome>;

export const Tabulated = z.object({ kind: z.literal("tabulated") });
