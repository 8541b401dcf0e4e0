import "server-only";
import type { QueryRefusal } from "./table-wire";
import { QUERY_ENGINE_MEMORY, QUERY_MS } from "./tunables";

/** Why a query was not run, or not to its end: one sentence each. */

export const NOT_A_SELECT: QueryRefusal = {
  kind: "refused",
  reason: "sql_refused",
  message: "Only a SELECT over the table data runs here: nothing can be changed, loaded, written or set.",
};
export const CLOSED: QueryRefusal = {
  kind: "refused",
  reason: "sql_refused",
  message: "Only the table data can be read here: files, addresses and settings of the server are closed.",
};
export const TIMED_OUT: QueryRefusal = {
  kind: "refused",
  reason: "sql_timeout",
  message: `Stopped after ${QUERY_MS / 1000} s. Filter rows with WHERE, or look at fewer of them with LIMIT.`,
};
export const OUT_OF_MEMORY: QueryRefusal = {
  kind: "refused",
  reason: "sql_memory",
  message: `The query needs more memory than the ${QUERY_ENGINE_MEMORY.replace("MB", " MB")} it gets. Filter rows first, or sort, join and group fewer columns.`,
};
export const ENDED_THE_ENGINE: QueryRefusal = {
  kind: "refused",
  reason: "sql_failed",
  message: "The query ended the database engine. Write it in another way, or ask for less at once.",
};
