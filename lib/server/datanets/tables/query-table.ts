import "server-only";
import { logger } from "@/lib/server/http/logger";
import type { ChildEnd } from "../sandbox/run-child";
import { ENDED_THE_ENGINE, OUT_OF_MEMORY, TIMED_OUT } from "./refusals";
import { runTableChild } from "./run-table-child";
import { QueryOutcome } from "./table-wire";
import { QUERY_WALL_MS, queryLimits } from "./tunables";
import { withTableCopy } from "./with-table-copy";

function outcomeOf(end: ChildEnd<QueryOutcome>): QueryOutcome {
  switch (end.kind) {
    case "outcome":
      return end.outcome;
    case "limit":
      return end.limit === "memory" ? OUT_OF_MEMORY : TIMED_OUT;
    case "stopped":
      return TIMED_OUT;
    default:
      logger.warn({ end }, "A query ended its child.");
      return ENDED_THE_ENGINE;
  }
}

export type TableQuery = {
  /** Entry of the bundled table child. */
  entry: string;
  /** Path of the Parquet file. */
  table: string;
  sql: string;
  signal?: AbortSignal;
  onStart?: (pid: number) => void;
};

/** Runs one SELECT over a table in a process of its own, which sees a copy of that table and nothing else. */
export async function queryTable({ table, sql, ...call }: TableQuery): Promise<QueryOutcome> {
  const end = await withTableCopy(table, (folder) =>
    runTableChild({
      ...call,
      folder,
      spec: { kind: "query", sql },
      inputs: [],
      outcome: QueryOutcome,
      wallMs: QUERY_WALL_MS,
      limits: queryLimits,
    }),
  );
  return outcomeOf(end);
}
