import "server-only";
import type { ChildLimits } from "../sandbox/run-child";

/** Thresholds of tables and of the queries over them, each with its reason. */

const MEGABYTE = 1024 ** 2;

/** Calls of one account within an hour: a person who explores, not a program that polls. */
export const CALLS_AN_HOUR = 60;
/** Queries that run at once in this process; each may take a core and 400 MB. */
export const AT_ONCE = 2;
/** Beyond this many that wait, an honest "busy" is better than a minute of silence. */
export const MOST_WAITING = 8;
export const QUERY_MS = 10_000;
/** Starting the child and, at the end, writing the result. */
export const QUERY_WALL_MS = QUERY_MS + 5_000;
export const QUERY_ROWS = 1_000;
/** Of the result as JSON; a page does not show more. */
export const QUERY_BYTES = 4 * MEGABYTE;
export const QUERY_ENGINE_MEMORY = "256MB";

export const queryLimits: ChildLimits = {
  cpuS: 15,
  // The result and nothing else: even a way to write would not lead far.
  fileBytes: 2 * QUERY_BYTES,
  heapMb: 96,
  // The engine's 256 MB, the heap, and 100 MB of code; aggregates of lists grow outside the engine's own count.
  rssBytes: 460 * MEGABYTE,
  // A list grows by a gigabyte a second; at 25 ms it is over by a tenth of the limit when it is seen. Elsewhere each
  // look starts a program.
  sampleMs: process.platform === "linux" ? 25 : 250,
};

export const TABULATE_WALL_MS = 30 * 60_000;
export const TABLE_GROUP_ROWS = 8_192;
export const tabulateLimits: ChildLimits = {
  cpuS: 1_800,
  fileBytes: 5.5 * 1024 ** 3,
  heapMb: 64,
  rssBytes: 400 * MEGABYTE,
  sampleMs: 250,
};
/** A copy of a table whose query ended with its process is deleted by the next query after this long. */
export const STALE_MS = 60_000;
