import "server-only";
import type { DatabaseSync } from "node:sqlite";
import { queryTerms } from "@/lib/domain/datanets/search-terms";
import type { RecordFilter, VersionStats } from "@/lib/schemas/datanet-versions";

type Condition = { sql: string; values: (string | number)[] };

/** An empty query, or one of signs only, asks for nothing. */
function conditionOf(filter: RecordFilter): Condition {
  const parts: Condition[] = [];
  const terms = queryTerms(filter.q ?? "");
  if (terms.length > 0) {
    // Quoted, so that no word of the query is an operator.
    const match = terms.map((term) => `"${term}"`).join(" AND ");
    parts.push({ sql: "position IN (SELECT rowid FROM words WHERE words MATCH ?)", values: [match] });
  }
  if (filter.contributor !== undefined) {
    parts.push({
      sql: "contributor = (SELECT no FROM contributor WHERE contributor_id = ?)",
      values: [filter.contributor],
    });
  }
  if (filter.cluster !== undefined)
    parts.push({ sql: "leader = ?", values: [filter.cluster === "first" ? 1 : 0] });
  if (filter.size !== undefined) parts.push({ sql: "size = ?", values: [filter.size] });
  return {
    sql: parts.length > 0 ? parts.map((part) => part.sql).join(" AND ") : "1",
    values: parts.flatMap((part) => part.values),
  };
}

const isWordsOnly = (filter: RecordFilter) =>
  filter.contributor === undefined && filter.cluster === undefined && filter.size === undefined;

/** Positions of matching rows from `from` on, in order, at most `limit`. */
export function matchingPositions(
  index: DatabaseSync,
  filter: RecordFilter,
  from: number,
  limit: number,
): number[] {
  const { sql, values } = conditionOf(filter);
  const terms = queryTerms(filter.q ?? "");
  // The word index hands its rows out in order, so words alone need no second look at each row.
  const statement =
    terms.length > 0 && isWordsOnly(filter)
      ? index.prepare(
          "SELECT rowid AS position FROM words WHERE words MATCH ? AND rowid >= ? ORDER BY rowid LIMIT ?",
        )
      : index.prepare(`SELECT position FROM entry WHERE ${sql} AND position >= ? ORDER BY position LIMIT ?`);
  return statement.all(...values, from, limit).map((row) => Number(row.position));
}

/** How many rows match. */
export function countMatches(index: DatabaseSync, filter: RecordFilter): number {
  const { sql, values } = conditionOf(filter);
  const terms = queryTerms(filter.q ?? "");
  const statement =
    terms.length > 0 && isWordsOnly(filter)
      ? index.prepare("SELECT count(*) AS n FROM words WHERE words MATCH ?")
      : index.prepare(`SELECT count(*) AS n FROM entry WHERE ${sql}`);
  return Number(statement.get(...values)?.n ?? 0);
}

const MOST_CONTRIBUTORS = 50;

/** Histograms over what matches: lengths in doubling steps, and the contributors with most rows. */
export function facetsOf(index: DatabaseSync, filter: RecordFilter): Omit<VersionStats, "total"> {
  const { sql, values } = conditionOf(filter);
  const sizes = index
    .prepare(`SELECT size, count(*) AS n FROM entry WHERE ${sql} GROUP BY size ORDER BY size`)
    .all(...values);
  const contributors = index
    .prepare(
      `SELECT contributor_id, handle, n FROM (SELECT contributor, count(*) AS n FROM entry WHERE ${sql} GROUP BY contributor)
       JOIN contributor ON no = contributor ORDER BY n DESC, no LIMIT ${MOST_CONTRIBUTORS}`,
    )
    .all(...values);
  return {
    sizes: sizes.map((row) => ({ size: Number(row.size), count: Number(row.n) })),
    contributors: contributors.map((row) => ({
      contributorId: String(row.contributor_id),
      handle: String(row.handle),
      count: Number(row.n),
    })),
  };
}
