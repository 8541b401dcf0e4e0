import "server-only";
import { closeSync, openSync, readSync } from "node:fs";
import { type ChildCall, type ChildEnd, runChild } from "../sandbox/run-child";
import { Outcome, ProgressLine } from "./import-wire";
import { importLimits } from "./tunables";

export type ImportEnd = ChildEnd<Outcome>;
export type ImportChildCall = Omit<ChildCall<Outcome>, "outcome" | "limits" | "onLine"> & {
  onProgress?: (progress: ProgressLine) => void;
};

const PARQUET = "PAR1";

function startsAsParquet(path: string): boolean {
  const head = Buffer.alloc(PARQUET.length);
  const handle = openSync(path, "r");
  readSync(handle, head, 0, head.length, 0);
  closeSync(handle);
  return head.toString("latin1") === PARQUET;
}

function safeJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Runs the import child over its files; Parquet leaves DuckDB more of the memory. */
export function runImportChild({ onProgress, ...call }: ImportChildCall): Promise<ImportEnd> {
  return runChild({
    ...call,
    outcome: Outcome,
    limits: importLimits(call.inputs.some(startsAsParquet) ? "parquet" : "other"),
    onLine: (line) => {
      const progress = ProgressLine.safeParse(safeJson(line));
      if (progress.success) onProgress?.(progress.data);
    },
  });
}
