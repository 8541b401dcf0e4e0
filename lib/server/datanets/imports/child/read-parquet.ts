import "server-only";
import { open } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { RejectedRow } from "@/lib/schemas/contributions";
import { type Batch, type Cursor, cellsOf, isTooDeep, type ReadRow, rejectedRow } from "./batch";
import { FileRefused } from "./file-refused";
import {
  BATCH_ROWS,
  MAX_COLUMNS,
  MAX_DEPTH,
  MAX_LINE_BYTES,
  PARQUET_FOOTER_BYTES,
  PARQUET_GROUPS,
  PARQUET_PAGE_BYTES,
} from "./limits";
import { largestPage } from "./parquet-pages";

type File = { path: string; filename: string };

const MEGABYTE = 1_048_576;
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const ROW_NUMBER = "file_row_number";

function damaged(file: File): FileRefused {
  return new FileRefused(
    "parquet_invalid",
    `"${file.filename}" is a damaged Parquet file. Write it again and upload it again.`,
  );
}

/** Both ends of the file and the size of its footer, before anything else opens it. */
async function checkFooter(file: File): Promise<void> {
  const handle = await open(file.path);
  try {
    const { size } = await handle.stat();
    if (size < 12) throw damaged(file);
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, size - 8);
    const magic = buffer.toString("latin1", 4);
    if (magic === "PARE")
      throw new FileRefused(
        "parquet_unsafe",
        `"${file.filename}" is encrypted. Write it without encryption.`,
      );
    if (magic !== "PAR1") throw damaged(file);
    const footer = buffer.readUInt32LE(0);
    if (footer > PARQUET_FOOTER_BYTES)
      throw new FileRefused(
        "parquet_unsafe",
        `"${file.filename}" has a footer of ${Math.ceil(footer / MEGABYTE)} MB; the limit is 16 MB. Write larger row groups.`,
      );
    if (footer + 12 > size) throw damaged(file);
  } finally {
    await handle.close();
  }
}

/** A database of its own in memory that may open this one file and nothing else, and cannot be told otherwise. */
async function connect(file: File): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: "128MB",
    temp_directory: "",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run(`SET allowed_paths=[${quoted(file.path)}]`);
  // By themselves they keep a megabyte of rows and parts of the file ahead, which cost 90 MB of resident memory.
  await connection.run("SET streaming_buffer_size='100KB'");
  await connection.run("SET enable_external_file_cache=false");
  await connection.run("SET enable_external_access=false");
  await connection.run("SET lock_configuration=true");
  return connection;
}

async function number(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = await (await connection.runAndReadAll(sql)).getRowsJson();
  return Number(row?.[0] ?? 0);
}

/** Every page is looked at before one is unpacked: what a page announces is what reading it would take. */
async function checkShape(connection: DuckDBConnection, file: File): Promise<void> {
  const path = quoted(file.path);
  const groups = await number(connection, `SELECT num_row_groups FROM parquet_file_metadata(${path})`);
  if (groups > PARQUET_GROUPS)
    throw new FileRefused(
      "parquet_unsafe",
      `"${file.filename}" has ${groups} row groups; the limit is ${PARQUET_GROUPS}. Write larger ones.`,
    );
  const columns = await number(
    connection,
    `SELECT count(*) FROM (DESCRIBE SELECT * FROM read_parquet(${path}))`,
  );
  if (columns > MAX_COLUMNS)
    throw new FileRefused(
      "too_many_columns",
      `"${file.filename}" has ${columns} columns; the limit is ${MAX_COLUMNS}.`,
    );
  const chunks = await connection.stream(
    `SELECT coalesce(nullif(dictionary_page_offset, 0), data_page_offset), total_compressed_size, data_page_offset FROM parquet_metadata(${path})`,
  );
  const handle = await open(file.path);
  try {
    for await (const rows of chunks.yieldRowsJson()) {
      for (const [first, bytes, data] of rows) {
        const start = Math.min(Number(first), Number(data));
        const largest = await largestPage(handle, { start, bytes: Number(bytes) }, PARQUET_PAGE_BYTES);
        if (largest === null) throw damaged(file);
        if (largest > PARQUET_PAGE_BYTES)
          throw new FileRefused(
            "parquet_unsafe",
            `A page of "${file.filename}" needs ${Math.ceil(largest / MEGABYTE)} MB; the limit is ${PARQUET_PAGE_BYTES / MEGABYTE} MB. Write it with pages of 16 MB or smaller row groups.`,
          );
      }
    }
  } finally {
    await handle.close();
  }
}

function asRefusal(cause: unknown, file: File): unknown {
  if (cause instanceof FileRefused || !(cause instanceof Error)) return cause;
  if (/Out of Memory/i.test(cause.message))
    return new FileRefused(
      "parquet_unsafe",
      `"${file.filename}" needs more memory than an import gets. Write it with smaller pages or smaller row groups.`,
    );
  return damaged(file);
}

/** Rows of the file, or of its mapped columns only, which saves reading the others. */
export async function* readParquet(
  file: File,
  from: Cursor,
  wanted: readonly string[] | null,
): AsyncGenerator<Batch> {
  await checkFooter(file);
  try {
    const connection = await connect(file);
    await checkShape(connection, file);
    const path = quoted(file.path);
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${path})`);
    const names = described.getRowsJson().map(([name]) => String(name));
    const columns = wanted ? names.filter((name) => wanted.includes(name)) : names;
    const list = columns.length > 0 ? columns.map(identifier).join(", ") : "NULL AS nothing";
    const rowNumber = names.includes(ROW_NUMBER) ? "" : `, ${ROW_NUMBER}=true`;
    const where = rowNumber && from.rows > 0 ? `WHERE ${ROW_NUMBER} >= ${from.rows}` : `OFFSET ${from.rows}`;
    const result = await connection.stream(`SELECT ${list} FROM read_parquet(${path}${rowNumber}) ${where}`);
    let count = from.rows;
    for await (const chunk of result.yieldRowObjectJson()) {
      for (let at = 0; at < chunk.length; at += BATCH_ROWS) {
        const rows: ReadRow[] = [];
        const rejected: RejectedRow[] = [];
        for (const value of chunk.slice(at, at + BATCH_ROWS)) {
          count += 1;
          const size = sizeOf(value);
          if (size > MAX_LINE_BYTES)
            rejected.push(
              rejectedRow(
                count,
                "line_too_long",
                `Row ${count} is ${(size / 1e6).toFixed(1)} MB; the limit is 1 MB.`,
                "",
              ),
            );
          else if (isTooDeep(value))
            rejected.push(
              rejectedRow(count, "json_depth", `Row ${count} is nested deeper than ${MAX_DEPTH} levels.`, ""),
            );
          else rows.push({ line: count, cells: cellsOf(value) });
        }
        yield { rows, rejected, cursor: { offset: count, rows: count, line: count } };
      }
    }
  } catch (cause) {
    throw asRefusal(cause, file);
  }
}

/** Characters of all texts in a row; numbers hardly count beside them. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  let size = 0;
  for (const inner of Object.values(value)) size += sizeOf(inner);
  return size;
}
