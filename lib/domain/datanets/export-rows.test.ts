import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { type ExportRow, exportHead, exportLine } from "./export-rows";

const row = (prompt: string, completion: string): ExportRow => ({
  position: 3,
  commitment: `0x${"ab".repeat(32)}`,
  contributorId: `0x${"cd".repeat(32)}`,
  leader: true,
  content: { kind: "pair", fields: { prompt, completion }, meta: { source: "a, b" } },
});

test("a JSON line gives back every field", () => {
  const line = exportLine("jsonl", row('say "hi"', "line one\nline two"));
  expect(line.split("\n")).toHaveLength(2);
  expect(JSON.parse(line)).toMatchObject({
    position: 3,
    leader: true,
    prompt: 'say "hi"',
    completion: "line one\nline two",
    meta: { source: "a, b" },
  });
});

test("a CSV file is read back with quotes and line breaks, and runs nothing in a spreadsheet", () => {
  const rows = [row('say "hi", now', "one\ntwo"), row("=1+2", "@cmd"), row("-5", "+5")];
  const text = exportHead("csv", "pair") + rows.map((one) => exportLine("csv", one)).join("");
  const read = parse(text, { columns: true }) as Record<string, string>[];
  expect(read.map(({ prompt, completion }) => [prompt, completion])).toEqual([
    ['say "hi", now', "one\ntwo"],
    ["'=1+2", "'@cmd"],
    ["'-5", "'+5"],
  ]);
});
