import "server-only";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { comparedText } from "@/lib/domain/datanets/record-content";
import { searchTerms } from "@/lib/domain/datanets/search-terms";
import { db } from "@/lib/server/db/prisma";
import { shownContent } from "../withdrawals/shown-content";
import { withdrawnSince } from "../withdrawals/withdrawn-since";
import { versionIndexPath } from "./version-index-path";

const PAGE = 2_000;

/**
 * Writes what searching and filtering one version needs: its words and a few numbers per row, no text. It can be made
 * anew at any time from the version itself. Blocks its process while SQLite writes.
 */
export async function buildVersionIndex(versionId: string): Promise<void> {
  const path = versionIndexPath(versionId);
  const startedAt = new Date();
  mkdirSync(dirname(path), { recursive: true });
  rmSync(`${path}.part`, { force: true });
  const index = new DatabaseSync(`${path}.part`);
  index.exec(`
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE VIRTUAL TABLE words USING fts5(terms, content='', detail=none, tokenize="unicode61 remove_diacritics 0");
    CREATE TABLE contributor (no INTEGER PRIMARY KEY, contributor_id TEXT NOT NULL, handle TEXT NOT NULL);
    CREATE TABLE entry (
      position INTEGER PRIMARY KEY, contributor INTEGER NOT NULL, leader INTEGER NOT NULL, size INTEGER NOT NULL
    );
  `);
  const addWords = index.prepare("INSERT INTO words (rowid, terms) VALUES (?, ?)");
  const addEntry = index.prepare("INSERT INTO entry VALUES (?, ?, ?, ?)");
  const addContributor = index.prepare("INSERT INTO contributor VALUES (?, ?, ?)");
  const numbers = new Map<string, number>();
  for (let from = 0; ; from += PAGE) {
    const rows = await db().versionRecord.findMany({
      where: { versionId, position: { gte: from, lt: from + PAGE } },
      include: { record: { select: { content: true, withdrawnAt: true, contributor: true } } },
      orderBy: { position: "asc" },
    });
    if (rows.length === 0) break;
    index.exec("BEGIN");
    for (const { position, leader, record } of rows) {
      const { contributorId, handle } = record.contributor;
      let number = numbers.get(contributorId);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(contributorId, number);
        addContributor.run(number, contributorId, handle);
      }
      const text = comparedText(shownContent(record));
      addWords.run(position, searchTerms(text).join(" "));
      addEntry.run(position, number, leader ? 1 : 0, sizeClass(text.length));
    }
    index.exec("COMMIT");
  }
  index.exec(`
    CREATE INDEX entry_contributor ON entry (contributor, position);
    CREATE INDEX entry_facets ON entry (size, leader, contributor);
    INSERT INTO words (words) VALUES ('optimize');
  `);
  index.close();
  if (await withdrawnSince(versionId, startedAt)) return buildVersionIndex(versionId);
  renameSync(`${path}.part`, path);
}

/** Rows by length in doubling steps: class k holds texts of 2^k up to 2^(k+1) - 1 characters. */
function sizeClass(characters: number): number {
  return Math.floor(Math.log2(Math.max(1, characters)));
}
