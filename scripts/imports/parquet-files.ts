/** Parquet files, written by DuckDB as the exports of most tools are. */
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

let count = 0;

/** Runs `COPY (select) TO file (options)`. @param settings for example `memory_limit` */
export async function writeParquet(
  path: string,
  select: string,
  options = "",
  settings: Record<string, string> = {},
): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", ...settings });
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet${options && `, ${options}`})`);
  connection.closeSync();
  instance.closeSync();
}

export async function parquet(select: string, options = ""): Promise<Buffer> {
  count += 1;
  const path = join(tmpdir(), `modelfactory-${process.pid}-${count}.parquet`);
  await writeParquet(path, select, options);
  const bytes = readFileSync(path);
  rmSync(path);
  return bytes;
}
