import "server-only";
import { availableParallelism } from "node:os";
import type { ChildLimits } from "../sandbox/run-child";

/** Thresholds of imports, each with its reason. */

/** Resident memory of one child. A reader that needs more is misused or misled. */
const MAX_RSS_BYTES = 300 * 1024 * 1024;
/** A child that grows a gigabyte a second is over by a quarter of one when it is seen. */
const SAMPLE_MS = 250;
export const MAX_CPU_S = 1800;
/** A minute to start with and one for every 100 MB: five times what a slow disk needs. */
export const wallMs = (bytes: number) => 60_000 + Math.ceil(bytes / 100e6) * 60_000;
/** Largest file a child may write: chunks, extracts, and one unpacked member of an archive. */
const MAX_FILE_BYTES = 5.5 * 1024 ** 3;
/** Heap of a reader of rows. DuckDB needs its part of the memory for itself. */
const HEAP_MB = { parquet: 64, other: 144 };
export const importLimits = (format: keyof typeof HEAP_MB): ChildLimits => ({
  cpuS: MAX_CPU_S,
  fileBytes: MAX_FILE_BYTES,
  heapMb: HEAP_MB[format],
  rssBytes: MAX_RSS_BYTES,
  sampleMs: SAMPLE_MS,
});
/** Outlasts a restart of the keeper; a beat comes six times within it. */
export const LEASE_S = 60;
export const BEAT_MS = 10_000;
/** What a person waits for after choosing a file. */
export const CLAIM_EVERY_MS = 200;
export const MAX_ATTEMPTS = 3;
/** One core stays free for the pages. */
export const CHILDREN = Math.max(1, availableParallelism() - 1);
/** Rows of one statement: bounds the memory of keeper and database. */
export const STORE_ROWS = 1000;
