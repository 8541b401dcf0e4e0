import "server-only";
import { createReadStream, createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { FileRefused } from "./file-refused";
import {
  MAX_ARCHIVE_FILES,
  MAX_OFFICE_BYTES,
  MAX_OFFICE_ENTRIES,
  MAX_RATIO,
  MAX_UNPACKED_BYTES,
  RATIO_FROM_BYTES,
} from "./limits";
import { checkName, type Packed, type Sniffed, sniffFormat } from "./sniff-format";
import { openZipEntry, readZipDirectory, type ZipEntry } from "./zip-directory";

/** One readable file of an upload: itself, or what an archive held. */
export type Member = {
  file: number;
  path: string;
  filename: string;
  /** Name inside the archive, folder included. */
  member?: string;
  format: Exclude<Sniffed, Packed>;
};
type File = { path: string; filename: string };

const LEFT_OUT = /^__MACOSX\/|(^|\/)\.DS_Store$|(^|\/)Thumbs\.db$/;

async function unpackStream(file: File, packed: "gzip" | "zstd", target: string): Promise<void> {
  const { size } = await stat(file.path);
  let bytes = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      const tooDense = bytes > RATIO_FROM_BYTES && bytes > size * MAX_RATIO;
      if (bytes > MAX_UNPACKED_BYTES || tooDense)
        done(
          new FileRefused(
            "archive_unsafe",
            `"${file.filename}" unpacks to more than it may: over ${Math.floor(bytes / 1e6)} MB from ${Math.ceil(size / 1e3)} kB. We stopped. Upload the file without packing it.`,
          ),
        );
      else done(null, chunk);
    },
  });
  const unpack = packed === "gzip" ? createGunzip() : createZstdDecompress();
  try {
    await pipeline(createReadStream(file.path), unpack, bound, createWriteStream(target));
  } catch (cause) {
    if (cause instanceof FileRefused || !isPackFault(cause)) throw cause;
    throw new FileRefused(
      "archive_unsafe",
      `"${file.filename}" is damaged and cannot be unpacked. Pack it again and upload it again.`,
    );
  }
}

function isPackFault(cause: unknown): boolean {
  const code = String((cause as NodeJS.ErrnoException).code ?? "");
  return code.startsWith("Z_") || code.startsWith("ZSTD") || code === "ERR_STREAM_PREMATURE_CLOSE";
}

function officeFormat(entries: readonly ZipEntry[]): "docx" | "xlsx" | null {
  const names = new Set(entries.map((entry) => entry.name));
  if (!names.has("[Content_Types].xml")) return null;
  if (names.has("word/document.xml")) return "docx";
  return names.has("xl/workbook.xml") ? "xlsx" : null;
}

async function looksLikeOffice(file: File): Promise<boolean> {
  const handle = await open(file.path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(200), 0, 200, 0);
    return /\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|xl\//.test(
      buffer.toString("latin1", 0, bytesRead),
    );
  } finally {
    await handle.close();
  }
}

async function openZip(file: File, index: number, folder: string): Promise<Member[]> {
  const office = { entries: MAX_OFFICE_ENTRIES, bytes: MAX_OFFICE_BYTES, reason: "docx_unsafe" };
  const plain = { entries: MAX_ARCHIVE_FILES * 3, bytes: MAX_UNPACKED_BYTES, reason: "archive_unsafe" };
  const named = /\.(docx|xlsx)$/i.test(file.filename);
  if (named || (await looksLikeOffice(file))) {
    const entries = await readZipDirectory(file, office, true);
    const format = officeFormat(entries);
    if (!format)
      throw new FileRefused(
        "docx_unsafe",
        `"${file.filename}" is neither a DOCX document nor an XLSX workbook inside. Save it again and upload it again.`,
      );
    checkName(file.filename, format);
    return [{ file: index, path: file.path, filename: file.filename, format }];
  }
  checkName(file.filename, "zip");
  const entries = (await readZipDirectory(file, plain, false)).filter(({ name }) => !LEFT_OUT.test(name));
  if (entries.length === 0)
    throw new FileRefused(
      "empty_file",
      `"${file.filename}" holds no file. Choose one with at least one row.`,
    );
  if (entries.length > MAX_ARCHIVE_FILES)
    throw new FileRefused(
      "archive_unsafe",
      `"${file.filename}" holds ${entries.length} files; the limit is ${MAX_ARCHIVE_FILES}. Pack fewer.`,
    );
  const members: Member[] = [];
  for (const [i, entry] of entries.entries()) {
    const path = join(folder, `unpacked-${index}-${i}`);
    await pipeline(openZipEntry(file, entry, "archive_unsafe"), createWriteStream(path));
    const inner = { path, filename: entry.name.split("/").at(-1) ?? entry.name };
    const format = await plainFormat(inner, file.filename);
    members.push({ file: index, ...inner, member: entry.name, format });
  }
  return members;
}

/** An archive holds files, not archives; what is inside an office file was judged as one. */
async function plainFormat(inner: File, outer: string): Promise<Member["format"]> {
  const format = await sniffFormat(inner);
  if (format !== "gzip" && format !== "zstd" && format !== "zip") {
    checkName(inner.filename, format);
    return format;
  }
  if (format === "zip" && (/\.(docx|xlsx)$/i.test(inner.filename) || (await looksLikeOffice(inner)))) {
    const [member] = await openZip(inner, 0, "");
    if (member) return member.format;
  }
  throw new FileRefused(
    "archive_unsafe",
    `"${outer}" holds another archive, "${inner.filename}". Unpack it and upload its files.`,
  );
}

/** The files inside an upload, unpacked beside the output where needed. @throws FileRefused */
export async function openMembers(file: File, index: number, folder: string): Promise<Member[]> {
  const format = await sniffFormat(file);
  if (format === "zip") return openZip(file, index, folder);
  if (format !== "gzip" && format !== "zstd") {
    checkName(file.filename, format);
    return [{ file: index, path: file.path, filename: file.filename, format }];
  }
  const filename = file.filename.replace(/\.(gz|zst|zstd)$/i, "");
  if (filename === file.filename) checkName(file.filename, format);
  const path = join(folder, `unpacked-${index}`);
  await unpackStream(file, format, path);
  return [{ file: index, path, filename, format: await plainFormat({ path, filename }, file.filename) }];
}
