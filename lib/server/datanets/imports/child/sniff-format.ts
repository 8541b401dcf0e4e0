import "server-only";
import { open } from "node:fs/promises";
import type { ImportFormat } from "@/lib/schemas/contributions";
import { FileRefused } from "./file-refused";
import { parseJson } from "./parse-json";

export type Packed = "gzip" | "zstd" | "zip";
export type Sniffed = ImportFormat | Packed | "jsonObject";

const HEAD_BYTES = 65_536;
const TAKEN = "Upload CSV, TSV, JSON, JSONL, Parquet, XLSX, TXT, Markdown, PDF or DOCX.";

/** First bytes of what is known and refused, with the words for it. */
const REFUSED: [string, string][] = [
  ["89504e47", "a PNG picture"],
  ["ffd8ff", "a JPEG picture"],
  ["47494638", "a GIF picture"],
  ["52494646", "a picture, sound or video file"],
  ["49492a00", "a TIFF picture"],
  ["4d4d002a", "a TIFF picture"],
  ["7f454c46", "a program"],
  ["4d5a", "a program"],
  ["cafebabe", "a program"],
  ["feedface", "a program"],
  ["cffaedfe", "a program"],
  ["0061736d", "a program"],
  ["377abcaf271c", "a 7z archive"],
  ["526172211a", "a RAR archive"],
  ["425a68", "a bzip2 archive"],
  ["fd377a585a00", "an xz archive"],
  ["04224d18", "an LZ4 archive"],
  ["d0cf11e0a1b11ae1", "an old Word, Excel or PowerPoint file"],
  ["53514c69746520666f726d6174", "an SQLite database"],
  ["4f626a01", "an Avro file"],
  ["4f5243", "an ORC file"],
  ["4152524f5731", "an Arrow file"],
  ["494433", "a sound file"],
  ["4f676753", "a sound file"],
  ["1a45dfa3", "a video"],
];
const PACKED: [string, Packed][] = [
  ["504b0304", "zip"],
  ["504b0506", "zip"],
  ["1f8b", "gzip"],
  ["28b52ffd", "zstd"],
];
const MARKUP: [RegExp, string][] = [
  [/^<!doctype html|^<html|^<head|^<body|^<script/i, "a web page"],
  [/^<\?php/i, "a program"],
  [/^<svg|^<\?xml/i, "an XML file"],
  [/^\{\\rtf/i, "an RTF document"],
  [/^%!ps/i, "a PostScript file"],
  [/^From [^\n]+\n(?:[\w-]+: )/i, "a mailbox"],
];
const BY_NAME: Record<string, ImportFormat> = {
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  json: "json",
  jsonl: "jsonl",
  ndjson: "jsonl",
  parquet: "parquet",
  pq: "parquet",
  xlsx: "xlsx",
  txt: "txt",
  text: "txt",
  md: "md",
  markdown: "md",
  pdf: "pdf",
  docx: "docx",
};
const WORDS: Partial<Record<Sniffed, string>> = {
  pdf: "a PDF",
  parquet: "a Parquet file",
  xlsx: "an XLSX workbook",
  docx: "a DOCX document",
  gzip: "a gzip archive",
  zstd: "a zstd archive",
  zip: "a ZIP archive",
};

export const extensionOf = (filename: string) => /\.([a-z0-9]+)$/i.exec(filename)?.[1]?.toLowerCase() ?? "";

/** @throws FileRefused file_type_mismatch when the name promises something else */
export function checkName(filename: string, found: Sniffed): void {
  const promised = BY_NAME[extensionOf(filename)];
  const word = WORDS[found];
  if (!promised || !word || promised === found) return;
  throw new FileRefused(
    "file_type_mismatch",
    `"${filename}" is ${word}, whatever its name says. Rename it, or save it as ${promised.toUpperCase()}, and upload it again.`,
  );
}

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isObjectLine(line: string): boolean {
  try {
    const value = parseJson(line);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Text formats look alike; the name decides between tables and documents, the text between kinds of JSON. */
function textFormat(text: string, filename: string): Sniffed {
  const named = BY_NAME[extensionOf(filename)];
  const start = text.trimStart();
  const [line = ""] = start.split("\n", 1);
  const document = named === "txt" || named === "md";
  if (start.startsWith("{") && (!document || isObjectLine(line))) {
    if (named === "jsonl" || isObjectLine(line) || (named !== "json" && /\n\{/.test(start))) return "jsonl";
    return "jsonObject";
  }
  if (start.startsWith("[") && !document && named !== "csv" && named !== "tsv") return "json";
  if (named === "jsonl" || named === "json") return named;
  if (document || named === "tsv") return named;
  return "csv";
}

/**
 * What a file is, by its bytes; name and content type are hints. Container formats that start like an archive are told
 * apart later, by what is inside.
 * @throws FileRefused file_type_refused | empty_file
 */
export async function sniffFormat(file: { path: string; filename: string }): Promise<Sniffed> {
  const head = await headOf(file.path);
  if (head.length === 0)
    throw new FileRefused("empty_file", `"${file.filename}" is empty. Choose a file with at least one row.`);
  const hex = head.subarray(0, 16).toString("hex");
  const packed = PACKED.find(([magic]) => hex.startsWith(magic));
  if (packed) return packed[1];
  if (hex.startsWith("255044462d")) return "pdf";
  if (hex.startsWith("50415231")) return "parquet";
  const refused = REFUSED.find(([magic]) => hex.startsWith(magic));
  if (refused && (refused[0].length > SHORT_MARK || !looksLikeWords(head)))
    throw refusedAs(file.filename, refused[1]);
  if (head.subarray(4, 8).toString("latin1") === "ftyp") throw refusedAs(file.filename, "a video");
  const text = head.toString("utf8").replace(/^\uFEFF/, "");
  const markup = MARKUP.find(([pattern]) => pattern.test(text.trimStart()));
  if (markup) throw refusedAs(file.filename, markup[1]);
  if (text.trim() === "")
    throw new FileRefused("empty_file", `"${file.filename}" is empty. Choose a file with at least one row.`);
  return textFormat(text, file.filename);
}

/** Hexadecimal digits of marks that are two or three plain letters: "MZ", "BZh", "ORC", "ID3". */
const SHORT_MARK = 6;

/** A text that merely starts with such letters is a text. */
function looksLikeWords(head: Buffer): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}

function refusedAs(filename: string, what: string): FileRefused {
  return new FileRefused("file_type_refused", `"${filename}" is ${what}. ${TAKEN}`);
}
