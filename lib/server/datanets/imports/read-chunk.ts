import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { chunkFile, RecordLine } from "./import-wire";

/** A chunk holds at most 4 MiB of rows and one row more, and JSON may escape every character of it. */
const MAX_CHUNK_BYTES = 64 * 1024 * 1024;

/** Records of one chunk, parsed like anything else that comes from outside. */
export async function* readChunk(folder: string, chunk: number): AsyncGenerator<RecordLine> {
  const packed = await readFile(join(folder, chunkFile(chunk)));
  const bytes = zstdDecompressSync(packed, { maxOutputLength: MAX_CHUNK_BYTES });
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    yield RecordLine.parse(JSON.parse(bytes.toString("utf8", start, end)));
    start = end + 1;
  }
}
