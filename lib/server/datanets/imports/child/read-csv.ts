import "server-only";
import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import type { ImportOptions, RejectedRow } from "@/lib/schemas/contributions";
import { type Batch, type Cursor, namedCells, type ReadRow, rejectedRow, START } from "./batch";
import { FileRefused } from "./file-refused";
import { BATCH_BYTES, BATCH_ROWS, MAX_COLUMNS, MAX_LINE_BYTES } from "./limits";
import { leadingMark, textChunks } from "./text-chunks";

type File = { path: string; filename: string };
type Parsed = { record: string[]; info: { bytes: number; lines: number } };

/** The delimiter that splits the first line into most cells; a comma when none does. */
export function delimiterOf(head: string): NonNullable<ImportOptions["delimiter"]> {
  const [line = ""] = head.split("\n", 1);
  const counts = ([",", ";", "\t", "|"] as const).map((delimiter) => ({
    delimiter,
    cells: line.split(delimiter).length,
  }));
  return counts.sort((a, b) => b.cells - a.cells)[0]?.delimiter ?? ",";
}

/** Records with the place behind each of them, counted from the cursor. */
async function* records(file: File, from: Cursor, delimiter: string): AsyncGenerator<Parsed> {
  const source = Readable.from(textChunks(file, from), { objectMode: false, highWaterMark: 1 });
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_LINE_BYTES,
  });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let line = from.line;
  try {
    for await (const parsed of parser as AsyncIterable<Parsed>) {
      line = from.line + parsed.info.lines;
      yield parsed;
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    if (cause.code === "CSV_MAX_RECORD_SIZE")
      throw new FileRefused(
        "line_too_long",
        `The row that starts in line ${line} is longer than 1 MB. Is a quotation mark missing there? Mend it and upload the file again.`,
      );
    throw new FileRefused(
      "csv_quote",
      `Line ${line}: a quotation mark is not closed or stands in the wrong place. Mend it and upload the file again.`,
    );
  } finally {
    source.destroy();
    parser.destroy();
  }
}

async function headOf(file: File, delimiter: string): Promise<Parsed | undefined> {
  for await (const first of records(file, START, delimiter)) return first;
  return undefined;
}

function namesOf(file: File, head: string[]): string[] {
  if (head.length > MAX_COLUMNS)
    throw new FileRefused(
      "too_many_columns",
      `"${file.filename}" has ${head.length} columns; the limit is ${MAX_COLUMNS}.`,
    );
  const names = head.map((name, i) => name.trim() || `column ${i + 1}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new FileRefused(
      "csv_header",
      `Line 1: two columns are called "${twice.slice(0, 60)}". Give each its own name, or say that the first line is a row.`,
      { header: false },
    );
  return names;
}

/** Comma-, semicolon-, bar- or tab-separated rows; rows whose width differs from the header's are rejected. */
export async function* readCsv(
  file: File,
  from: Cursor,
  options: { delimiter: string; header: boolean },
): AsyncGenerator<Batch> {
  const { delimiter } = options;
  const head = await headOf(file, delimiter);
  if (!head) return;
  const names = options.header ? namesOf(file, head.record) : head.record.map((_, i) => `column ${i + 1}`);
  let rows: ReadRow[] = [];
  let rejected: RejectedRow[] = [];
  let count = from.rows;
  let batchFrom = from.offset;
  let cursor = from;
  let skipHead = options.header && from.offset === 0;
  const mark = from.offset === 0 ? await leadingMark(file.path) : 0;
  const flush = (): Batch => {
    const batch = { rows, rejected, cursor };
    rows = [];
    rejected = [];
    batchFrom = cursor.offset;
    return batch;
  };
  for await (const { record, info } of records(file, from, delimiter)) {
    const line = from.line - 1 + info.lines - newlinesIn(record);
    const next = { offset: from.offset + mark + info.bytes, line: from.line + info.lines };
    if (skipHead) {
      skipHead = false;
      cursor = { ...next, rows: count };
      continue;
    }
    count += 1;
    if (record.length === names.length) {
      rows.push({ line, cells: namedCells(names, record) });
    } else {
      const message = `Line ${line} has ${record.length} cells, the header ${names.length}. Is a quotation mark or a delimiter missing?`;
      rejected.push(rejectedRow(line, "csv_width", message, record.join(delimiter)));
    }
    cursor = { ...next, rows: count };
    if (rows.length + rejected.length >= BATCH_ROWS || cursor.offset - batchFrom >= BATCH_BYTES)
      yield flush();
  }
  if (rows.length + rejected.length > 0) yield flush();
}

function newlinesIn(record: readonly string[]): number {
  let count = 0;
  for (const cell of record)
    for (let at = cell.indexOf("\n"); at >= 0; at = cell.indexOf("\n", at + 1)) count += 1;
  return count;
}
