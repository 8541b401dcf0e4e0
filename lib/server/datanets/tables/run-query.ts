import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { QueryResult } from "@/lib/schemas/datanet-versions";
import { queryTable, type TableQuery } from "./query-table";
import { AT_ONCE, MOST_WAITING } from "./tunables";

/** Queries of this process that run, and those that wait for their turn. */
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING)
      throw new AppError("upstream_unavailable", "Many queries are running. Try again in a few seconds.", {
        reason: "busy",
        retryAfterS: 10,
      });
    // Whoever ends hands its place over, so the count stays.
    await new Promise<void>((go) => waiting.push(go));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** One SELECT over a table, a few at a time. @throws AppError invalid_input with the reason | upstream_unavailable */
export async function runQuery(call: TableQuery): Promise<Omit<QueryResult, "callsLeft">> {
  const outcome = await inTurn(() => queryTable(call));
  if (outcome.kind === "refused")
    throw new AppError("invalid_input", outcome.message, { reason: outcome.reason });
  const { kind: _, ...result } = outcome;
  return result;
}
