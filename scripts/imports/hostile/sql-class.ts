/** What a query must not do: reach files, settings or other tables, write, or take the machine. */

export type HostileQuery = {
  /** What it tries; unique. */
  what: string;
  sql: string;
  /** Refused for this reason, or answered without harm: what the answer must look like. */
  expected: { refused: string; says?: RegExp } | { answers: (rows: unknown[][]) => boolean };
  /** A sound query of the same making, which must answer. */
  twin: string;
};

const refused = (reason: string, says?: RegExp): HostileQuery["expected"] => ({
  refused: reason,
  ...(says && { says }),
});
const ONLY_SELECT = /^Only a SELECT/;
const CLOSED = /^Only the table data can be read here/;

/** @param outside path of a file beside the table that no query may see or change */
export const hostileQueries = (outside: string): HostileQuery[] => [
  {
    what: "reads a file of the machine",
    sql: "SELECT * FROM read_text('/etc/passwd')",
    expected: refused("sql_refused", CLOSED),
    twin: "SELECT left(prompt, 3) FROM data",
  },
  {
    what: "reads a file by naming it as a table",
    sql: `SELECT * FROM '${outside}'`,
    expected: refused("sql_refused", CLOSED),
    twin: "SELECT * FROM data AS t",
  },
  {
    what: "writes the result out",
    sql: `COPY (SELECT * FROM data) TO '${outside}' (FORMAT csv)`,
    expected: refused("sql_refused", ONLY_SELECT),
    twin: "(SELECT * FROM data)",
  },
  {
    what: "overwrites the one file that is allowed",
    sql: "COPY (SELECT 1) TO 'data.parquet' (FORMAT parquet, USE_TMP_FILE false)",
    expected: refused("sql_refused", ONLY_SELECT),
    twin: "SELECT 'data.parquet' AS name",
  },
  {
    what: "attaches another database",
    sql: `ATTACH '${outside}' AS other`,
    expected: refused("sql_refused", ONLY_SELECT),
    twin: "SELECT database_name FROM duckdb_databases()",
  },
  {
    what: "installs an extension",
    sql: "INSTALL httpfs",
    expected: refused("sql_refused", ONLY_SELECT),
    twin: "SELECT 'INSTALL httpfs' AS words",
  },
  {
    what: "loads an extension",
    sql: "LOAD 'httpfs'",
    expected: refused("sql_refused", ONLY_SELECT),
    twin: "SELECT length(prompt) FROM data",
  },
  {
    what: "sets what was locked",
    sql: "SET enable_external_access = true",
    expected: refused("sql_refused", ONLY_SELECT),
    twin: "SELECT current_setting('threads')",
  },
  {
    what: "asks by pragma",
    sql: "PRAGMA database_list",
    expected: refused("sql_refused", ONLY_SELECT),
    twin: "DESCRIBE data",
  },
  {
    what: "hides a second statement behind the first",
    sql: "SELECT 1; SELECT 2",
    expected: refused("sql_refused", /^These are 2 statements/),
    twin: "SELECT 1; -- and no more",
  },
  {
    what: "hides a write in a query inside the query",
    sql: `SELECT * FROM query('COPY data TO ''${outside}''')`,
    expected: refused("sql_syntax", /single SELECT/),
    twin: "SELECT * FROM query('SELECT count(*) FROM data')",
  },
  {
    what: "counts without end",
    sql: "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
    expected: refused("sql_timeout", /^Stopped after 10 s/),
    twin: "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) SELECT max(n) FROM t",
  },
  {
    what: "collects until the memory is full",
    sql: "SELECT list(i) FROM range(1000000000) t(i)",
    expected: refused("sql_memory", /more memory than the 256 MB/),
    twin: "SELECT list(i) FROM range(1000) t(i)",
  },
  {
    what: "grows a text past the engine's own count",
    sql: "SELECT repeat('x', 400000000)",
    expected: refused("sql_memory", /more memory than the 256 MB/),
    twin: "SELECT repeat('x', 400000)",
  },
  {
    what: "answers with one row of 30 MB",
    sql: "SELECT repeat('x', 30000000)",
    expected: refused("sql_too_large", /larger than 4 MB/),
    twin: "SELECT repeat('x', 3000000)",
  },
  {
    what: "answers with a hundred million rows",
    sql: "SELECT * FROM range(100000000)",
    expected: { answers: (rows) => rows.length === 1_000 },
    twin: "SELECT * FROM range(1000)",
  },
  {
    what: "reads the environment",
    sql: "SELECT getenv('PATH')",
    expected: refused("sql_failed", /getenv does not exist/),
    twin: "SELECT version()",
  },
  {
    what: "lists folders",
    sql: "SELECT * FROM glob('/*')",
    expected: refused("sql_refused", CLOSED),
    twin: "SELECT count(*) FROM data WHERE prompt GLOB '*'",
  },
  {
    what: "asks the settings where the instance lies",
    sql: "SELECT value FROM duckdb_settings() WHERE value LIKE '%/%'",
    expected: {
      answers: (rows) =>
        rows.length > 0 &&
        rows.every(
          ([value]) =>
            value === "/nowhere" || /^Etc\/|modelfactory-query-\w+\/data.parquet/.test(String(value)),
        ),
    },
    twin: "SELECT name FROM duckdb_settings()",
  },
  {
    what: "reads the secrets of the machine's owner",
    sql: "SELECT * FROM duckdb_secrets()",
    expected: refused("sql_refused", CLOSED),
    twin: "SELECT function_name FROM duckdb_functions() LIMIT 5",
  },
];
