import "server-only";
import { join } from "node:path";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { runTableChild } from "./run-table-child";
import { TABLE_FILE, Tabulated } from "./table-wire";
import { TABULATE_WALL_MS, tabulateLimits } from "./tunables";

/**
 * Turns a version's JSON Lines into Parquet in a child of its own.
 * @param call.folder where the child works and leaves the file
 * @returns path of the Parquet file
 */
export async function writeTable(call: {
  entry: string;
  folder: string;
  rows: string;
  kind: DatanetKind;
}): Promise<string> {
  const end = await runTableChild({
    entry: call.entry,
    folder: call.folder,
    spec: { kind: "tabulate", datanetKind: call.kind, rows: call.rows },
    inputs: [call.rows],
    outcome: Tabulated,
    wallMs: TABULATE_WALL_MS,
    limits: tabulateLimits,
  });
  if (end.kind !== "outcome") throw new Error(`A table could not be written: ${JSON.stringify(end)}`);
  return join(call.folder, TABLE_FILE);
}
