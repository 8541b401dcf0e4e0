/** Hostile queries against the real table child: each is refused with its sentence or answered without harm. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QueryBench } from "../query-bench";
import { hostileQueries } from "./sql-class";

const OUTSIDE = join(tmpdir(), `modelfactory-outside-${process.pid}.csv`);
const QUERIES = hostileQueries(OUTSIDE);
/** The shipped tests take the quick ones; `MF_HOSTILE=all` and the benchmark take all. */
const QUICK = new Set([
  "overwrites the one file that is allowed",
  "reads a file of the machine",
  "hides a second statement behind the first",
  "asks the settings where the instance lies",
]);

let bench: QueryBench;
let before: Buffer;
beforeAll(async () => {
  bench = await QueryBench.open(
    Array.from({ length: 50 }, (_, position) => ({
      position,
      commitment: `0x${position.toString(16).padStart(64, "0")}`,
      contributorId: `0x${"1".repeat(64)}`,
      leader: true,
      content: { kind: "pair", fields: { prompt: `Why ${position}?`, completion: "=So" }, meta: { a: "b" } },
    })),
  );
  before = readFileSync(bench.table);
  writeFileSync(OUTSIDE, "secret,words\n1,2\n");
});
afterAll(() => bench.close());

describe("SQL", () => {
  const chosen = process.env.MF_HOSTILE === "all" ? QUERIES : QUERIES.filter(({ what }) => QUICK.has(what));

  it.each(chosen)("$what", async ({ sql, expected }) => {
    const outcome = await bench.query(sql);
    const said = JSON.stringify(outcome).slice(0, 600);
    if ("refused" in expected) {
      expect(outcome, said).toMatchObject({ kind: "refused", reason: expected.refused });
      if (expected.says && outcome.kind === "refused") expect(outcome.message).toMatch(expected.says);
      return;
    }
    if (outcome.kind !== "result") throw new Error(said);
    expect(expected.answers(outcome.rows), said).toBe(true);
  });

  it.each(chosen)("the sound twin of one that $what answers", async ({ twin }) => {
    const outcome = await bench.query(twin);
    expect(outcome.kind, JSON.stringify(outcome).slice(0, 600)).toBe("result");
  });

  it("mistakes are named with their place", async () => {
    const outcomes = await Promise.all(
      [
        "SELECT *\nFORM data WHERE",
        "SELECT 'ä', nope\nFROM data",
        " ;",
        "SELECT count(*) FROM data WHERE position = 'x'",
      ].map((sql) => bench.query(sql)),
    );
    expect(
      outcomes.map((outcome) => (outcome.kind === "refused" ? [outcome.reason, outcome.message] : outcome)),
    ).toEqual([
      ["sql_syntax", 'Line 2, column 6: syntax error at or near "data".'],
      ["sql_failed", expect.stringMatching(/^Line 1, column 13: Referenced column "nope" not found/)],
      ["sql_refused", "There is no statement in it. Write a SELECT over the table data."],
      ["sql_failed", expect.stringMatching(/^Line 1, column \d+: Could not convert string 'x' to INT64\.$/)],
    ]);
  });

  it("rows come back as they were, cells as JSON values", async () => {
    expect(await bench.query("SELECT * FROM data WHERE position = 7")).toMatchObject({
      columns: [
        { name: "position", type: "BIGINT" },
        { name: "commitment" },
        { name: "contributorId" },
        { name: "leader", type: "BOOLEAN" },
        { name: "prompt" },
        { name: "completion" },
        { name: "system" },
        { name: "meta", type: "MAP(VARCHAR, VARCHAR)" },
      ],
      rows: [
        [
          7,
          `0x${"7".padStart(64, "0")}`,
          `0x${"1".repeat(64)}`,
          true,
          "Why 7?",
          "=So",
          "",
          expect.any(String),
        ],
      ],
      truncated: null,
    });
  });

  it("leaves the table and the files beside it as they were, and nothing behind", async () => {
    expect(readFileSync(bench.table).equals(before)).toBe(true);
    expect(readFileSync(OUTSIDE, "utf8")).toBe("secret,words\n1,2\n");
    // An instance beside this test has copies of its own, for as long as its queries last.
    const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith("modelfactory-query-"));
    await expect.poll(copies, { timeout: 15_000 }).toEqual([]);
    const alive = bench.pids.filter((pid) => existsSync(`/proc/${pid}`));
    expect(bench.pids.length).toBeGreaterThan(8);
    expect(alive).toEqual([]);
  });
});
