import "server-only";
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { FileRefused } from "./file-refused";

const CHUNK = 1 << 20;
const NEWLINE = 10;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Length of a cut-off character at the end of the bytes, 0 to 3. */
function openTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < length ? back : 0;
    }
  }
  return 0;
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

/** Windows-1252 is what most of the files that are not UTF-8 are; two zero bytes in four speak for UTF-16. */
function refuse(bytes: Buffer, line: number, filename: string): FileRefused {
  let from = 0;
  let at = line;
  for (;;) {
    const end = bytes.indexOf(NEWLINE, from);
    const row = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (!isUtf8(row) || end < 0) {
      const round = Buffer.from(row.toString("utf8"), "utf8");
      const bad = round.findIndex((byte, i) => byte !== row[i]);
      return new FileRefused(
        "encoding_invalid",
        `Line ${at}, byte ${Math.max(bad, 0) + 1} of "${filename}" is not UTF-8. Convert it from Windows-1252, or save the file as UTF-8 and upload it again.`,
        { encoding: "windows-1252" },
      );
    }
    from = end + 1;
    at += 1;
  }
}

/**
 * Bytes of a text file in pieces that end between characters; every piece is valid UTF-8 without zero bytes. A mark
 * at the start of the file is left out.
 * @throws FileRefused encoding_invalid | file_type_refused
 */
export async function* textChunks(
  file: { path: string; filename: string },
  from: { offset: number; line: number },
): AsyncGenerator<Buffer> {
  let carry: Buffer = Buffer.alloc(0);
  let line = from.line;
  let first = from.offset === 0;
  for await (const read of createReadStream(file.path, { start: from.offset, highWaterMark: CHUNK })) {
    let bytes = carry.length > 0 ? Buffer.concat([carry, read as Buffer]) : (read as Buffer);
    if (first) {
      if (
        bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) ||
        bytes.subarray(0, 2).equals(Buffer.from([0xfe, 0xff]))
      ) {
        const encoding = bytes[0] === 0xff ? "utf-16le" : "utf-16be";
        throw new FileRefused(
          "encoding_invalid",
          `"${file.filename}" is UTF-16. Convert it, or save it as UTF-8 and upload it again.`,
          { encoding },
        );
      }
      if (bytes.subarray(0, 3).equals(BOM)) bytes = bytes.subarray(3);
      first = false;
    }
    const tail = openTail(bytes);
    const whole = bytes.subarray(0, bytes.length - tail);
    carry = bytes.subarray(bytes.length - tail);
    if (whole.includes(0))
      throw new FileRefused(
        "file_type_refused",
        `"${file.filename}" is not a text file: it holds zero bytes. Save it as UTF-8 text and upload it again.`,
      );
    if (!isUtf8(whole)) throw refuse(whole, line, file.filename);
    line += countLines(whole);
    if (whole.length > 0) yield whole;
  }
  if (carry.length > 0) throw refuse(carry, line, file.filename);
}

/** Length of the byte order mark that `textChunks` leaves out: 3 or 0. */
export async function leadingMark(path: string): Promise<number> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    return bytesRead === 3 && buffer.equals(BOM) ? 3 : 0;
  } finally {
    await handle.close();
  }
}
