import "server-only";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { TABLE_FILE, type TableSpec } from "../table-wire";
import { TABLE_GROUP_ROWS } from "../tunables";

const TEXT = "VARCHAR";
const COLUMNS: Record<DatanetKind, Record<string, string>> = {
  pair: { prompt: TEXT, completion: TEXT, system: TEXT },
  chat: { messages: "STRUCT(role VARCHAR, content VARCHAR)[]" },
  preference: { prompt: TEXT, chosen: TEXT, rejected: TEXT, system: TEXT },
  text: { text: TEXT },
};

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const struct = (columns: Record<string, string>) =>
  `{${Object.entries(columns).map(([name, type]) => `${name}: ${quoted(type)}`)}}`;

/** Writes a version's JSON Lines as Parquet: the same columns in the same order, in groups that a filter can skip. */
export async function tabulate(
  spec: Extract<TableSpec, { kind: "tabulate" }>,
  folder: string,
): Promise<{ kind: "tabulated" }> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: "192MB",
    temp_directory: join(folder, "spill"),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  const columns = struct({
    position: "BIGINT",
    commitment: TEXT,
    contributorId: TEXT,
    leader: "BOOLEAN",
    ...COLUMNS[spec.datanetKind],
    meta: "MAP(VARCHAR, VARCHAR)",
  });
  await connection.run(
    `COPY (SELECT * FROM read_json(${quoted(spec.rows)}, format='newline_delimited', columns=${columns}))
     TO ${quoted(join(folder, TABLE_FILE))}
     (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${TABLE_GROUP_ROWS})`,
  );
  return { kind: "tabulated" };
}
