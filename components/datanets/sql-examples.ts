import type { DatanetKind } from "@/lib/schemas/datanets";

/** What a record's length is measured by. */
const LENGTH: Record<DatanetKind, string> = {
  pair: "length(completion)",
  chat: "len(messages)",
  preference: "length(chosen)",
  text: "length(text)",
};

export const FIRST_SQL = "SELECT *\nFROM data\nLIMIT 100";

/** Queries to start from; their names are messages. */
export const sqlExamples = (kind: DatanetKind) =>
  [
    { name: "first", sql: FIRST_SQL },
    {
      name: "contributors",
      sql: "SELECT contributorId, count(*) AS records, count_if(leader) AS paid\nFROM data\nGROUP BY ALL\nORDER BY records DESC",
    },
    {
      name: "longest",
      sql: `SELECT *, ${LENGTH[kind]} AS size\nFROM data\nORDER BY size DESC\nLIMIT 20`,
    },
    {
      name: "lengths",
      sql: `SELECT floor(${LENGTH[kind]} / 50) * 50 AS size, count(*) AS records\nFROM data\nGROUP BY ALL\nORDER BY size`,
    },
  ] as const;
