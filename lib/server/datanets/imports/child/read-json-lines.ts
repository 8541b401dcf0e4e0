import "server-only";
import type { RejectedRow } from "@/lib/schemas/contributions";
import { type Batch, type Cursor, type ReadRow, rejectedRow } from "./batch";
import { BATCH_BYTES, BATCH_ROWS, MAX_LINE_BYTES } from "./limits";
import { isRejected, rowOfJson } from "./parse-json";
import { leadingMark, textChunks } from "./text-chunks";

const NEWLINE = 10;
const BLANK = /^\s*$/;

/** One object per line. A broken line is a rejected row; a line over 1 MiB is passed over without being held. */
export async function* readJsonLines(
  file: { path: string; filename: string },
  from: Cursor,
): AsyncGenerator<Batch> {
  const bom = from.offset === 0 ? await leadingMark(file.path) : 0;
  let rows: ReadRow[] = [];
  let rejected: RejectedRow[] = [];
  let { line, rows: count } = from;
  let offset = from.offset + bom;
  let batchFrom = offset;
  /** The unfinished line; of one that is too long only its start and its length. */
  let parts: Buffer[] = [];
  let held = 0;
  let length = 0;

  const endLine = (): void => {
    if (length > MAX_LINE_BYTES) {
      const start = Buffer.concat(parts).toString("utf8", 0, 500);
      rejected.push(
        rejectedRow(
          line,
          "line_too_long",
          `Line ${line} is ${(length / 1e6).toFixed(1)} MB; the limit is 1 MB.`,
          start,
        ),
      );
    } else {
      const text = (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)).toString("utf8");
      if (!BLANK.test(text)) {
        const row = rowOfJson(text, line, "Line");
        if (isRejected(row)) rejected.push(row);
        else rows.push(row);
      }
    }
    parts = [];
    held = 0;
    length = 0;
    line += 1;
  };
  const flush = (): Batch => {
    count += rows.length + rejected.length;
    const batch = { rows, rejected, cursor: { offset, rows: count, line } };
    rows = [];
    rejected = [];
    batchFrom = offset;
    return batch;
  };

  for await (const chunk of textChunks(file, from)) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      const piece = chunk.subarray(start, end < 0 ? chunk.length : end);
      length += piece.length;
      if (held <= MAX_LINE_BYTES) {
        parts.push(piece);
        held += piece.length;
      }
      offset += piece.length + (end < 0 ? 0 : 1);
      if (end < 0) break;
      endLine();
      start = end + 1;
      if (rows.length + rejected.length >= BATCH_ROWS || offset - batchFrom >= BATCH_BYTES) yield flush();
    }
  }
  if (length > 0) endLine();
  if (rows.length + rejected.length > 0) yield flush();
}
