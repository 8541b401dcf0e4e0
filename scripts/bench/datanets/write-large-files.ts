/** Large inputs: rows of at least 1.1 KB of text that differ from one another, the same on every run. */

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { writeParquet } from "../../imports/parquet-files";

const ROW_BYTES = 1150;
const WORDS = 4096;
const BLOCK = 4 << 20;

/** A small generator of numbers, so that the text is the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @returns rows written */
export async function writeLargeJsonLines(path: string, bytes: number): Promise<number> {
  const next = numbers(7);
  const words = Array.from({ length: WORDS }, () =>
    Array.from({ length: 3 + Math.floor(next() * 7) }, () =>
      String.fromCharCode(97 + Math.floor(next() * 26)),
    ).join(""),
  );
  const word = () => words[Math.floor(next() * WORDS)];
  const file = createWriteStream(path);
  let rows = 0;
  let written = 0;
  let block = "";
  while (written < bytes) {
    let answer = "";
    while (answer.length < ROW_BYTES - 80) answer += `${word()} `;
    block += `{"id":${rows},"question":"What is known of ${word()} ${word()} in case ${rows}?","answer":"${answer.trim()}."}\n`;
    rows += 1;
    if (block.length < BLOCK) continue;
    written += block.length;
    if (!file.write(block)) await once(file, "drain");
    block = "";
  }
  file.end(block);
  await once(file, "close");
  return rows;
}

/** Plain pages and row groups as DuckDB writes them by itself, only smaller. */
export async function writeLargeParquet(path: string, bytes: number): Promise<number> {
  const hashes = 34;
  const rows = Math.ceil(bytes / (hashes * 33 + 60));
  const answer = Array.from({ length: hashes }, (_, i) => `md5('${i}-' || i)`).join(" || ' ' || ");
  await writeParquet(
    path,
    `SELECT i AS id, 'What is known of case ' || i || '?' AS question, ${answer} AS answer FROM range(${rows}) t(i)`,
    "COMPRESSION snappy, ROW_GROUP_SIZE 8192",
    { memory_limit: "2GB" },
  );
  return rows;
}
