import "server-only";
import { stat } from "node:fs/promises";
import type { RejectedRow } from "@/lib/schemas/contributions";
import { type Batch, type Cursor, isObject, type ReadRow, rejectedRow } from "./batch";
import { FileRefused } from "./file-refused";
import { BATCH_BYTES, BATCH_ROWS, MAX_LINE_BYTES } from "./limits";
import { isRejected, jsonPlace, rowOfJson } from "./parse-json";
import { leadingMark, textChunks } from "./text-chunks";

const [OPEN, CLOSE, BRACE, UNBRACE, QUOTE, ESCAPE, COMMA, NEWLINE] = Buffer.from('[]{}"\\,\n');
const MEND = "Mend this place and upload the file again.";
/** A file that is one object is read whole; larger ones are asked for as an array. */
const MAX_OBJECT_BYTES = 8 * 1024 * 1024;

const isSpace = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

type Expect = "list" | "first" | "entry" | "inside" | "comma" | "nothing";
type Entry = { text: string; bytes: number; line: number; column: number };

/** Finds where the entries of one JSON array begin and end, byte by byte; what is inside an entry is not judged here. */
class ArrayScanner {
  private expect: Expect;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private parts: Buffer[] = [];
  private length = 0;
  private column = 0;
  private entry = { line: 0, column: 0 };
  offset: number;
  line: number;

  constructor(from: Cursor, mark: number) {
    this.offset = from.offset + mark;
    this.line = from.line;
    this.expect = from.offset === 0 ? "list" : "comma";
  }

  /** True between two entries, where reading can be taken up again. */
  get resumable(): boolean {
    return this.expect === "comma";
  }

  private fail(what: string): FileRefused {
    return new FileRefused("json_invalid", `Line ${this.line}, column ${this.column}: ${what}. ${MEND}`);
  }

  private keep(piece: Buffer): void {
    if (this.length <= MAX_LINE_BYTES) this.parts.push(piece);
    this.length += piece.length;
  }

  private take(): Entry {
    const text = Buffer.concat(this.parts).toString("utf8");
    const entry = { text, bytes: this.length, ...this.entry };
    this.parts = [];
    this.length = 0;
    return entry;
  }

  /** @returns "own" when this byte is the entry's last one, "next" when it already stands behind it */
  private inside(byte: number): "own" | "next" | null {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (byte === ESCAPE) this.escaped = true;
      else if (byte === QUOTE) this.inString = false;
      return null;
    }
    if (this.depth === 0 && (byte === COMMA || byte === CLOSE || isSpace(byte))) return "next";
    if (byte === QUOTE) this.inString = true;
    else if (byte === OPEN || byte === BRACE) this.depth += 1;
    else if (byte === CLOSE || byte === UNBRACE) {
      this.depth -= 1;
      if (this.depth <= 0) return "own";
    }
    return null;
  }

  private between(byte: number): boolean {
    if (isSpace(byte)) return false;
    if (this.expect === "list") {
      if (byte !== OPEN) throw this.fail("a list has to begin with [");
      this.expect = "first";
      return false;
    }
    if (this.expect === "comma") {
      if (byte === COMMA) this.expect = "entry";
      else if (byte === CLOSE) this.expect = "nothing";
      else throw this.fail("a comma is missing between two entries");
      return false;
    }
    if (this.expect === "nothing") throw this.fail("something stands behind the end of the list");
    if (byte === CLOSE && this.expect === "first") {
      this.expect = "nothing";
      return false;
    }
    if (byte === CLOSE || byte === COMMA) throw this.fail("an entry is missing here");
    this.expect = "inside";
    this.depth = 0;
    this.entry = { line: this.line, column: this.column };
    return true;
  }

  *scan(chunk: Buffer): Generator<Entry> {
    let start = this.expect === "inside" ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      this.column += 1;
      if (this.expect !== "inside" && this.between(byte)) start = i;
      if (this.expect === "inside") {
        const ends = this.inside(byte);
        if (ends) {
          this.keep(chunk.subarray(start, ends === "own" ? i + 1 : i));
          start = -1;
          this.expect = "comma";
          this.offset += ends === "own" ? 1 : 0;
          yield this.take();
          if (ends === "next") {
            this.between(byte);
            this.offset += 1;
          }
        } else this.offset += 1;
      } else this.offset += 1;
      if (byte === NEWLINE) {
        this.line += 1;
        this.column = 0;
      }
    }
    // The chunk is let go, so what is kept of it is a copy.
    if (start >= 0) this.keep(Buffer.from(chunk.subarray(start)));
  }

  end(): void {
    if (this.expect !== "nothing") throw this.fail("the file ends before its list does");
  }
}

/** @throws FileRefused when the entry is broken: its end was found by brackets alone, so the fault may reach further */
function rowOf(entry: Entry, number: number): ReadRow | RejectedRow {
  if (entry.bytes > MAX_LINE_BYTES)
    return rejectedRow(
      number,
      "line_too_long",
      `Entry ${number} is ${(entry.bytes / 1e6).toFixed(1)} MB; the limit is 1 MB.`,
      entry.text,
    );
  try {
    JSON.parse(entry.text);
  } catch (cause) {
    const place = jsonPlace(cause, entry.text);
    const column = place.line === 1 ? entry.column + place.column - 1 : place.column;
    throw new FileRefused(
      "json_invalid",
      `Line ${entry.line + place.line - 1}, column ${column}: ${place.what}. ${MEND}`,
    );
  }
  return rowOfJson(entry.text, number, "Entry");
}

/** `[{…}, {…}]`, entry by entry; the file is never held. */
export async function* readJsonArray(
  file: { path: string; filename: string },
  from: Cursor,
): AsyncGenerator<Batch> {
  // A mark at the start is left out by the chunks, but counts in places of the file.
  const mark = from.offset === 0 ? await leadingMark(file.path) : 0;
  const scanner = new ArrayScanner(from, mark);
  let rows: ReadRow[] = [];
  let rejected: RejectedRow[] = [];
  let count = from.rows;
  let batchFrom = from.offset;
  const flush = (): Batch => {
    const batch = { rows, rejected, cursor: { offset: scanner.offset, rows: count, line: scanner.line } };
    rows = [];
    rejected = [];
    batchFrom = scanner.offset;
    return batch;
  };
  for await (const chunk of textChunks(file, from)) {
    for (const entry of scanner.scan(chunk)) {
      count += 1;
      const row = rowOf(entry, count);
      if (isRejected(row)) rejected.push(row);
      else rows.push(row);
      const full = rows.length + rejected.length >= BATCH_ROWS || scanner.offset - batchFrom >= BATCH_BYTES;
      if (full && scanner.resumable) yield flush();
    }
  }
  scanner.end();
  if (rows.length + rejected.length > 0) yield flush();
}

/** A file that is one object: a list under `data` or `rows`, or a single row. */
export async function* readJsonObject(file: { path: string; filename: string }): AsyncGenerator<Batch> {
  const { size } = await stat(file.path);
  if (size > MAX_OBJECT_BYTES)
    throw new FileRefused(
      "json_invalid",
      `"${file.filename}" is one object of ${(size / 1e6).toFixed(0)} MB. Save its rows as a list [ … ] or as one object per line.`,
    );
  const chunks: Buffer[] = [];
  for await (const chunk of textChunks(file, { offset: 0, line: 1 })) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const place = jsonPlace(cause, text);
    throw new FileRefused(
      "json_invalid",
      `Line ${place.line}, column ${place.column}: ${place.what}. ${MEND}`,
    );
  }
  const list = isObject(value) ? [value.data, value.rows, value.examples].find(Array.isArray) : undefined;
  const entries: unknown[] = list ?? [value];
  const read = entries.map((entry, i) => rowOfJson(JSON.stringify(entry), i + 1, "Entry"));
  yield {
    rows: read.filter((row): row is ReadRow => !isRejected(row)),
    rejected: read.filter(isRejected),
    cursor: { offset: size, rows: read.length, line: 1 },
  };
}
