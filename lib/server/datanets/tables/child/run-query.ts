import "server-only";
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type Json,
  JsonDuckDBValueConverter,
  StatementType,
} from "@duckdb/node-api";
import { z } from "zod";
import type { QueryCell } from "@/lib/schemas/datanet-versions";
import { NOT_A_SELECT } from "../refusals";
import { type QueryOutcome, type QueryRefusal, TABLE_FILE } from "../table-wire";
import { QUERY_BYTES, QUERY_ENGINE_MEMORY, QUERY_MS, QUERY_ROWS } from "../tunables";
import { refusalOf, sayWhere } from "./refusal-of";

/** A database in memory with one view over the copy of the table beside it, which cannot be told to open anything else. */
async function openTable(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: QUERY_ENGINE_MEMORY,
    temp_directory: "",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET errors_as_json=true");
  await connection.run("SET enable_external_file_cache=false");
  await connection.run("SET streaming_buffer_size='100KB'");
  await connection.run("SET home_directory='/nowhere'");
  await connection.run("SET secret_directory='/nowhere'");
  await connection.run(`SET allowed_paths=['${TABLE_FILE}']`);
  await connection.run("SET enable_external_access=false");
  await connection.run(`CREATE VIEW data AS SELECT * FROM read_parquet('${TABLE_FILE}')`);
  await connection.run("SET lock_configuration=true");
  return connection;
}

/** What the engine's parser says of a text, without running or binding any of it. */
const Parsed = z.union([
  z.object({
    error: z.literal(true),
    error_type: z.string(),
    error_message: z.string(),
    position: z.string().optional(),
  }),
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
]);

/** One statement of the type SELECT by the engine's own parser, or why not. */
async function prepareSelect(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement | QueryRefusal> {
  const said = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)", [sql]);
  const parsed = Parsed.parse(JSON.parse(String(said.getRowsJson()[0]?.[0])));
  if (parsed.error) {
    if (parsed.error_type !== "parser") return NOT_A_SELECT;
    return {
      kind: "refused",
      reason: "sql_syntax",
      message: sayWhere(sql, parsed.error_message, parsed.position),
    };
  }
  const { length } = parsed.statements;
  if (length !== 1)
    return {
      kind: "refused",
      reason: "sql_refused",
      message:
        length === 0
          ? "There is no statement in it. Write a SELECT over the table data."
          : `These are ${length} statements. Run one SELECT at a time.`,
    };
  const extracted = await connection.extractStatements(sql);
  const statement = await extracted.prepare(0);
  // A second look by the part of the engine that would run it: pragmas, for example, are rewritten on their way.
  if (extracted.count !== 1 || statement.statementType !== StatementType.SELECT) return NOT_A_SELECT;
  return statement;
}

/** Whole numbers that JavaScript holds exactly as numbers, larger ones as text; lists and structs as JSON text. */
function toCell(value: Json | null): QueryCell {
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}

const INTEGERS = new Set(["BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT"]);

async function readRows(
  statement: DuckDBPreparedStatement,
): Promise<Omit<Extract<QueryOutcome, { kind: "result" }>, "tookMs"> | QueryRefusal> {
  const result = await statement.stream();
  const columns = result.columnNames().map((name, i) => ({ name, type: result.columnType(i).toString() }));
  const rows: QueryCell[][] = [];
  let bytes = JSON.stringify(columns).length;
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    for (let i = 0; i < chunk.rowCount; i++) {
      if (rows.length === QUERY_ROWS) return { kind: "result", columns, rows, truncated: "rows" };
      const row = chunk.convertRowValues(i, JsonDuckDBValueConverter).map((value, at) => {
        const cell = toCell(value);
        const exact = INTEGERS.has(columns[at]?.type ?? "") && Number.isSafeInteger(Number(cell));
        return cell !== null && exact ? Number(cell) : cell;
      });
      bytes += JSON.stringify(row).length;
      if (bytes > QUERY_BYTES) {
        if (rows.length > 0) return { kind: "result", columns, rows, truncated: "bytes" };
        return {
          kind: "refused",
          reason: "sql_too_large",
          message: `The first row of the result is larger than ${QUERY_BYTES / 1024 ** 2} MB. Select fewer columns, or shorten texts with left(…, 1000).`,
        };
      }
      rows.push(row);
    }
  }
  return { kind: "result", columns, rows, truncated: null };
}

/** Runs one SELECT over the table in the working directory. @throws what is no fault of the query's */
export async function runQuery(sql: string): Promise<QueryOutcome> {
  const connection = await openTable();
  const startedAt = performance.now();
  const clock = setTimeout(() => connection.interrupt(), QUERY_MS);
  try {
    const statement = await prepareSelect(connection, sql);
    if ("kind" in statement) return statement;
    const outcome = await readRows(statement);
    if (outcome.kind === "refused") return outcome;
    return { ...outcome, tookMs: Math.round(performance.now() - startedAt) };
  } catch (cause) {
    const refusal = refusalOf(cause, sql);
    if (refusal) return refusal;
    throw cause;
  } finally {
    clearTimeout(clock);
  }
}
