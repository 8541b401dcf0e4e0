import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors/app-error";
import { convertRows } from "./convert-rows";
import { detectRoles } from "./detect-roles";
import { parseTable } from "./parse-table";

const parse = (text: string, filename: string) =>
  parseTable({ bytes: new TextEncoder().encode(text), filename });
const convert = (text: string, filename: string) => {
  const table = parse(text, filename);
  return convertRows(table, detectRoles(table, "pair"), "pair", new Set());
};
const refusal = (work: () => unknown): AppError => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("parseTable and convertRows", () => {
  it("reads CSV, JSON and JSONL into the same records", () => {
    const csv = convert('question,answer\n"Where, exactly?",Here\n', "a.csv");
    const json = convert('[{"question":"Where, exactly?","answer":"Here"}]', "a.json");
    const jsonl = convert('{"question":"Where, exactly?","answer":"Here"}\n', "a.jsonl");
    expect(csv.rows[0]?.content).toEqual(json.rows[0]?.content);
    expect(jsonl.rows[0]?.content).toEqual(json.rows[0]?.content);
  });

  it("keeps a broken JSON line as a rejected row with its line and column", () => {
    const { report } = convert(
      '{"prompt":"a","completion":"b"}\n{"prompt":"c" "completion":"d"}\n',
      "x.jsonl",
    );
    expect(report).toMatchObject({ rowsIn: 2, rowsOut: 1, rejected: 1, exactDuplicates: 0 });
    expect(report.samples[0]).toMatchObject({ line: 2, code: "json_invalid" });
    expect(report.samples[0]?.message).toMatch(/^Line 2, column 15: /);
  });

  it("names line and column of a broken JSON file", () => {
    expect(refusal(() => parse('[\n{"a":1},\n{"a" 2}\n]', "x.json")).detail).toMatch(/^Line 3, column 6: /);
  });

  it("rows in = rows out + rejected + exact duplicates", () => {
    const { report } = convert("prompt,completion\na,b\nA,b\n,c\nd\n", "x.csv");
    expect(report).toMatchObject({ rowsIn: 4, rowsOut: 1, rejected: 2, exactDuplicates: 1 });
    expect(report.rowsIn).toBe(report.rowsOut + report.rejected + report.exactDuplicates);
  });

  it.each([
    ["", "empty.csv", "content_refused", /is empty/],
    ["question,answer\n", "head.csv", "content_refused", /no rows/],
    ["%PDF-1.7", "data.csv", "unsupported_media_type", /is a PDF/],
    ['prompt,completion\n"a,b\n', "quote.csv", "content_refused", /quotation mark/],
  ])("refuses %j with a sentence", (text, name, code, sentence) => {
    const error = refusal(() => parse(text, name));
    expect(error.code).toBe(code);
    expect(error.detail).toMatch(sentence);
  });

  it("refuses bytes that are not UTF-8 and names the place", () => {
    const bytes = new Uint8Array([97, 44, 98, 10, 99, 44, 0xe9, 10]);
    expect(refusal(() => parseTable({ bytes, filename: "latin.csv" })).detail).toMatch(
      /^Line 2, byte 3 is not UTF-8/,
    );
  });

  it("says which role has no column, and when no row is usable", () => {
    const table = parse("a,b,c\n1,2,3\n", "x.csv");
    expect(refusal(() => convertRows(table, { a: "prompt", b: "ignore" }, "pair", new Set())).reason).toBe(
      "column_unmapped",
    );
    const empty = parse("prompt,completion\n ,x\n", "x.csv");
    expect(refusal(() => convertRows(empty, detectRoles(empty, "pair"), "pair", new Set())).detail).toMatch(
      /None of the 1 rows is usable\. Line 2: the question is empty/,
    );
  });

  it("maps ShareGPT conversations and refuses a turn out of order", () => {
    const table = parse(
      '[{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]},{"conversations":[{"from":"gpt","value":"a"}]}]',
      "s.json",
    );
    const { report, rows } = convertRows(table, detectRoles(table, "pair"), "pair", new Set());
    expect(rows[0]?.content).toMatchObject({ fields: { prompt: "q", completion: "a" } });
    expect(report.samples[0]).toMatchObject({ line: 2, code: "turn_order" });
  });
});
