import { CsvError, parse as parseCsv } from "csv-parse/sync";
import { AppError } from "@/lib/errors/app-error";
import type { RejectedRow } from "@/lib/schemas/datanets";

export const MAX_LINE_BYTES = 1_048_576;
export const MAX_ROWS = 200_000;
const MAX_COLUMNS = 512;

export type TableRow = { line: number; cells: Record<string, unknown> };
export type ParsedTable = {
  format: "csv" | "json" | "jsonl";
  columns: string[];
  rows: TableRow[];
  rejected: RejectedRow[];
};

const MAGIC: [string, string][] = [
  ["25504446", "a PDF"],
  ["504b0304", "a ZIP archive (also XLSX and DOCX)"],
  ["1f8b", "a gzip archive"],
  ["28b52ffd", "a zstd archive"],
  ["50415231", "a Parquet file"],
  ["89504e47", "a PNG picture"],
  ["ffd8ff", "a JPEG picture"],
  ["47494638", "a GIF picture"],
  ["7f454c46", "a program"],
];

/** @throws AppError unsupported_media_type naming what the bytes look like */
function refuseBinary(bytes: Uint8Array, filename: string): void {
  const head = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  const found = MAGIC.find(([magic]) => head.startsWith(magic));
  if (found) {
    throw new AppError(
      "unsupported_media_type",
      `"${filename}" is ${found[1]}. Upload a CSV, JSON or JSONL file.`,
      {
        reason: "file_type_refused",
      },
    );
  }
}

/** @throws AppError content_refused naming line and byte of the first malformed sequence */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    let line = 1;
    let start = 0;
    for (let i = 0; i <= bytes.length; i++) {
      if (i === bytes.length || bytes[i] === 10) {
        const lineBytes = bytes.subarray(start, i);
        const round = Buffer.from(new TextDecoder().decode(lineBytes), "utf8");
        const bad = round.findIndex((byte, at) => byte !== lineBytes[at]);
        if (bad >= 0) {
          throw new AppError(
            "content_refused",
            `Line ${line}, byte ${bad + 1} is not UTF-8. Save the file as UTF-8 and upload it again.`,
            {
              reason: "encoding_invalid",
            },
          );
        }
        line++;
        start = i + 1;
      }
    }
    throw new AppError("content_refused", "The file is not UTF-8. Save it as UTF-8 and upload it again.", {
      reason: "encoding_invalid",
    });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own keys only, without the names that reach a prototype. */
function cellsOf(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => key !== "__proto__" && key !== "constructor"),
  );
}

function columnsOf(rows: readonly TableRow[]): string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const key of Object.keys(row.cells)) columns.add(key);
  if (columns.size > MAX_COLUMNS) {
    throw new AppError(
      "content_refused",
      `The file has ${columns.size} columns; the limit is ${MAX_COLUMNS}.`,
      { reason: "too_many_columns" },
    );
  }
  return [...columns];
}

function jsonPosition(cause: unknown, text: string): { line: number; column: number; what: string } {
  const message = (cause as Error).message;
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, at);
  return {
    line: before.split("\n").length,
    column: at - before.lastIndexOf("\n"),
    what: message
      .replace(/ in JSON.*$/, "")
      .replace(/ \(line.*$/, "")
      .replace(/, "[\s\S]*$/, ""),
  };
}

function parseJsonLines(text: string): ParsedTable {
  const rows: TableRow[] = [];
  const rejected: RejectedRow[] = [];
  for (const [i, raw] of text.split("\n").entries()) {
    const line = i + 1;
    if (raw.trim() === "") continue;
    const refuse = (code: string, message: string, column: string | null = null) => {
      rejected.push({ line, column, code, message, raw: raw.slice(0, 500) });
    };
    if (raw.length > MAX_LINE_BYTES) {
      refuse("line_too_long", `Line ${line} is ${(raw.length / 1e6).toFixed(1)} MB; the limit is 1 MB.`);
      continue;
    }
    try {
      const value: unknown = JSON.parse(raw);
      if (isObject(value)) rows.push({ line, cells: cellsOf(value) });
      else refuse("json_invalid", `Line ${line} is not a JSON object.`);
    } catch (cause) {
      const where = jsonPosition(cause, raw);
      refuse("json_invalid", `Line ${line}, column ${where.column}: ${where.what}.`, String(where.column));
    }
  }
  return { format: "jsonl", columns: columnsOf(rows), rows, rejected };
}

function parseJsonArray(text: string): ParsedTable {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const where = jsonPosition(cause, text);
    throw new AppError(
      "content_refused",
      `Line ${where.line}, column ${where.column}: ${where.what}. Mend this place and upload the file again.`,
      {
        reason: "json_invalid",
      },
    );
  }
  const list = Array.isArray(value)
    ? value
    : isObject(value) && Array.isArray(value.data)
      ? value.data
      : [value];
  const rows: TableRow[] = [];
  const rejected: RejectedRow[] = [];
  list.forEach((entry, i) => {
    if (isObject(entry)) rows.push({ line: i + 1, cells: cellsOf(entry) });
    else {
      rejected.push({
        line: i + 1,
        column: null,
        code: "json_invalid",
        message: `Entry ${i + 1} is not a JSON object.`,
        raw: JSON.stringify(entry).slice(0, 500),
      });
    }
  });
  return { format: "json", columns: columnsOf(rows), rows, rejected };
}

/** The delimiter that splits the first line into most cells; a comma when none does. */
function delimiterOf(text: string): string {
  const [head = ""] = text.split("\n", 1);
  const counts = [",", ";", "\t"].map((delimiter) => ({ delimiter, cells: head.split(delimiter).length }));
  return counts.sort((a, b) => b.cells - a.cells)[0]?.delimiter ?? ",";
}

function parseCommaSeparated(text: string): ParsedTable {
  type Info = { record: string[]; info: { lines: number } };
  let records: Info[];
  try {
    records = parseCsv(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_LINE_BYTES,
    }) as unknown as Info[];
  } catch (cause) {
    const line = cause instanceof CsvError ? Number((cause as unknown as { lines?: number }).lines ?? 0) : 0;
    const where = line ? `Line ${line}: ` : "";
    throw new AppError(
      "content_refused",
      `${where}a quotation mark is not closed or stands in the wrong place. Mend it and upload the file again.`,
      {
        reason: "csv_quote",
        cause,
      },
    );
  }
  const [head, ...rest] = records;
  const columns = (head?.record ?? []).map((name, i) => name.trim() || `column ${i + 1}`);
  if (new Set(columns).size !== columns.length) {
    throw new AppError(
      "content_refused",
      "Line 1: two columns have the same name. Give each column its own name.",
      { reason: "csv_header" },
    );
  }
  const rows: TableRow[] = [];
  const rejected: RejectedRow[] = [];
  let line = (head?.info.lines ?? 0) + 1;
  for (const { record, info } of rest) {
    if (record.length === columns.length) {
      rows.push({ line, cells: Object.fromEntries(columns.map((name, i) => [name, record[i] ?? ""])) });
    } else {
      const message = `Line ${line} has ${record.length} cells, the header ${columns.length}. Is a quotation mark or a delimiter missing?`;
      rejected.push({ line, column: null, code: "csv_width", message, raw: record.join(",").slice(0, 500) });
    }
    line = info.lines + 1;
  }
  return { format: "csv", columns, rows, rejected };
}

/**
 * Reads CSV (comma, semicolon or tab), a JSON array or JSON Lines. The bytes decide; the name only helps
 * with words. Broken rows are kept as rejected ones with their line; a broken file is refused.
 * @throws AppError unsupported_media_type | content_refused
 */
export function parseTable(input: { bytes: Uint8Array; filename: string }): ParsedTable {
  refuseBinary(input.bytes, input.filename);
  const text = decodeUtf8(input.bytes).replace(/^\uFEFF/, "");
  if (text.includes("\0")) {
    throw new AppError(
      "unsupported_media_type",
      `"${input.filename}" is not a text file. Upload a CSV, JSON or JSONL file.`,
      { reason: "file_type_refused" },
    );
  }
  const trimmed = text.trim();
  if (trimmed === "") {
    throw new AppError(
      "content_refused",
      `"${input.filename}" is empty. Choose a file with at least one row.`,
      { reason: "empty_file" },
    );
  }
  const isJsonLines =
    trimmed.startsWith("{") && (/\n\s*\{/.test(trimmed) || input.filename.toLowerCase().endsWith("l"));
  const table = isJsonLines
    ? parseJsonLines(text)
    : trimmed.startsWith("[") || trimmed.startsWith("{")
      ? parseJsonArray(text)
      : parseCommaSeparated(text);
  if (table.rows.length + table.rejected.length === 0) {
    throw new AppError(
      "content_refused",
      `"${input.filename}" has a header but no rows. Add at least one row.`,
      { reason: "no_rows" },
    );
  }
  if (table.rows.length > MAX_ROWS) {
    throw new AppError(
      "payload_too_large",
      `The file has ${table.rows.length} rows; the limit is ${MAX_ROWS} at once. Split the file.`,
    );
  }
  return table;
}
