import "server-only";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Transform } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { FileRefused } from "./file-refused";
import { MAX_RATIO, RATIO_FROM_BYTES } from "./limits";

/**
 * Reads a ZIP archive by its own directory and refuses everything that readers disagree about: bytes before or after
 * the archive, entries that overlap, headers that contradict the directory, encryption, links, sizes beyond the limits.
 * Nothing is unpacked before the whole directory was judged.
 */

export type ZipEntry = {
  name: string;
  packed: number;
  size: number;
  method: number;
  crc: number;
  dataAt: number;
};
export type ZipLimits = { entries: number; bytes: number; reason: string };

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;
const LINK = 0o120000;
const TYPE_MASK = 0o170000;

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

type Judge = { filename: string; limits: ZipLimits };

function broken({ filename, limits }: Judge, what: string): FileRefused {
  return new FileRefused(
    limits.reason,
    `"${filename}" is a damaged or unusual archive: ${what}. Pack it again.`,
  );
}

/** A name is a path of at most one folder, in plain characters. */
function checkName(judge: Judge, name: string, deep: boolean): void {
  const parts = name.split("/");
  const bad =
    name === "" ||
    name.length > 250 ||
    name.includes("\\") ||
    name.startsWith("/") ||
    /^[a-z]:/i.test(name) ||
    /[\p{Cc}\p{Cf}\p{Co}\uFFFD]/u.test(name) ||
    parts.some((part) => part === ".." || part === ".") ||
    (!deep && parts.filter(Boolean).length > 2);
  if (bad)
    throw new FileRefused(
      judge.limits.reason,
      `"${judge.filename}" holds a file whose name is not allowed: ${JSON.stringify(name).slice(0, 80)}. Use plain names in at most one folder.`,
    );
}

async function findEnd(handle: FileHandle, size: number, judge: Judge): Promise<Buffer> {
  if (size < END_BYTES) throw broken(judge, "its end is missing");
  const end = await readAt(handle, size - END_BYTES, END_BYTES);
  if (end.length < END_BYTES || end.readUInt32LE(0) !== END)
    throw broken(judge, "something stands behind its end, or its end is missing");
  return end;
}

/** @param deep true for office files, whose own folders are nested */
export async function readZipDirectory(
  file: { path: string; filename: string },
  limits: ZipLimits,
  deep: boolean,
): Promise<ZipEntry[]> {
  const judge = { filename: file.filename, limits };
  const handle = await open(file.path);
  try {
    const { size } = await handle.stat();
    const end = await findEnd(handle, size, judge);
    const count = end.readUInt16LE(10);
    const length = end.readUInt32LE(12);
    const start = end.readUInt32LE(16);
    if (end.readUInt16LE(8) !== count || end.readUInt16LE(4) !== 0)
      throw broken(judge, "it is split into parts");
    if (count === 0xffff || start === 0xffffffff) throw broken(judge, "it uses the 64-bit form");
    if (count > limits.entries)
      throw new FileRefused(
        limits.reason,
        `"${file.filename}" holds ${count} files; the limit is ${limits.entries}. Pack fewer.`,
      );
    if (length > MAX_DIRECTORY_BYTES || start + length !== size - END_BYTES)
      throw broken(judge, "its directory is not where it says");
    const directory = await readAt(handle, start, length);
    const entries: ZipEntry[] = [];
    const taken: [number, number][] = [];
    const names = new Set<string>();
    let total = 0;
    let at = 0;
    for (let i = 0; i < count; i++) {
      if (at + 46 > directory.length || directory.readUInt32LE(at) !== CENTRAL)
        throw broken(judge, "its directory is cut off");
      const flags = directory.readUInt16LE(at + 8);
      const method = directory.readUInt16LE(at + 10);
      const crc = directory.readUInt32LE(at + 16);
      const packed = directory.readUInt32LE(at + 20);
      const bytes = directory.readUInt32LE(at + 24);
      const nameLength = directory.readUInt16LE(at + 28);
      const mode = directory.readUInt32LE(at + 38) >>> 16;
      const local = directory.readUInt32LE(at + 42);
      const name = directory.toString("utf8", at + 46, at + 46 + nameLength);
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
      checkName(judge, name, deep);
      if (names.has(name.toLowerCase()))
        throw broken(judge, `two entries are called ${JSON.stringify(name)}`);
      names.add(name.toLowerCase());
      if (flags & 0x1 || flags & 0x40)
        throw new FileRefused(limits.reason, `"${file.filename}" needs a password. Pack it without one.`);
      if ((mode & TYPE_MASK) === LINK) throw broken(judge, "it holds a link");
      if (method !== 0 && method !== 8) throw broken(judge, "it is packed in an unknown way");
      const head = await readAt(handle, local, 30 + nameLength);
      if (
        head.length < 30 + nameLength ||
        head.readUInt32LE(0) !== LOCAL ||
        head.readUInt16LE(8) !== method ||
        head.readUInt16LE(26) !== nameLength ||
        head.toString("utf8", 30) !== name
      )
        throw broken(judge, `the header of ${JSON.stringify(name)} contradicts the directory`);
      const dataAt = local + 30 + nameLength + head.readUInt16LE(28);
      if (dataAt + packed > start) throw broken(judge, "an entry reaches into the directory");
      taken.push([local, dataAt + packed]);
      total += bytes;
      const tooDense = bytes > RATIO_FROM_BYTES && bytes > packed * MAX_RATIO;
      if (tooDense || total > limits.bytes)
        throw new FileRefused(
          limits.reason,
          `"${file.filename}" unpacks to ${inWords(total)}, which is more than it may. We stopped before unpacking.`,
        );
      if (!name.endsWith("/")) entries.push({ name, packed, size: bytes, method, crc, dataAt });
    }
    taken.sort((a, b) => a[0] - b[0]);
    if (taken[0] && taken[0][0] !== 0) throw broken(judge, "something stands before its first entry");
    for (const [i, [from]] of taken.entries()) {
      if (i > 0 && from < (taken[i - 1]?.[1] ?? 0)) throw broken(judge, "two entries share bytes");
    }
    return entries;
  } finally {
    await handle.close();
  }
}

function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}

/** The unpacked bytes of an entry; more than announced, or other bytes, end the stream with a refusal. */
export function openZipEntry(
  file: { path: string; filename: string },
  entry: ZipEntry,
  reason: string,
): NodeJS.ReadableStream {
  const refuse = () =>
    new FileRefused(
      reason,
      `"${file.filename}" is damaged: ${JSON.stringify(entry.name)} does not unpack to what it announces. Pack it again.`,
    );
  let bytes = 0;
  let crc = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      crc = crc32(chunk, crc);
      if (bytes > entry.size) done(refuse());
      else done(null, chunk);
    },
    flush(done) {
      done(bytes === entry.size && crc === entry.crc ? null : refuse());
    },
  });
  if (entry.size === 0 && entry.packed === 0) {
    check.end();
    return check;
  }
  const source = createReadStream(file.path, { start: entry.dataAt, end: entry.dataAt + entry.packed - 1 });
  source.on("error", (error) => check.destroy(error));
  if (entry.method === 0) return source.pipe(check);
  const inflate = createInflateRaw();
  inflate.on("error", () => check.destroy(refuse()));
  return source.pipe(inflate).pipe(check);
}
