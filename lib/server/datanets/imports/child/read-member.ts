import "server-only";
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ImportFormat, ImportOptions } from "@/lib/schemas/contributions";
import { type Batch, type Cursor, type ReadRow, rejectedRow, START } from "./batch";
import { extractDocx } from "./extract-docx";
import { extractPdf } from "./extract-pdf";
import { FileRefused } from "./file-refused";
import { BATCH_ROWS, MAX_DOCUMENT_BYTES, MAX_LINE_BYTES } from "./limits";
import { delimiterOf, readCsv } from "./read-csv";
import { readJsonArray, readJsonObject } from "./read-json-array";
import { readJsonLines } from "./read-json-lines";
import { readParquet } from "./read-parquet";
import { readXlsx } from "./read-xlsx";
import { type Page, splitPages } from "./split-pages";
import { textChunks } from "./text-chunks";
import type { Member } from "./unpack";

const DOCUMENTS: ReadonlySet<Member["format"]> = new Set(["txt", "md", "pdf", "docx"]);

export const isDocument = (member: Member): boolean => DOCUMENTS.has(member.format);

/** The format's name for people: an object is JSON too. */
export const formatOf = (member: Member): ImportFormat =>
  member.format === "jsonObject" ? "json" : member.format;

async function headText(member: Member): Promise<string> {
  for await (const chunk of textChunks(member, START)) return chunk.toString("utf8");
  return "";
}

async function pagesOf(member: Member): Promise<Page[]> {
  const { size } = await stat(member.path);
  if (size > MAX_DOCUMENT_BYTES)
    throw new FileRefused(
      "document_too_large",
      `"${member.filename}" is ${Math.ceil(size / 1e6)} MB; the limit for a document is 50 MB. Split it.`,
    );
  if (member.format === "pdf") return extractPdf(member);
  if (member.format === "docx") return extractDocx(member);
  const chunks: Buffer[] = [];
  for await (const chunk of textChunks(member, START)) chunks.push(chunk);
  return [{ text: Buffer.concat(chunks).toString("utf8") }];
}

const fits = (row: ReadRow): boolean =>
  row.bytes === undefined || row.bytes.end - row.bytes.start <= MAX_LINE_BYTES;

/** Name of a document's extract in the folder. */
export const extractName = (index: number) => `extract-${index}.txt`;

async function* readDocument(
  member: Member,
  index: number,
  from: Cursor,
  folder: string,
): AsyncGenerator<Batch> {
  const { extract, rows } = splitPages(await pagesOf(member));
  if (rows.length === 0)
    throw new FileRefused("no_text", `"${member.filename}" holds no text. Choose a file with text.`);
  await writeFile(join(folder, extractName(index)), extract);
  for (let at = from.rows; at < rows.length; at += BATCH_ROWS) {
    const end = Math.min(at + BATCH_ROWS, rows.length);
    const part = rows.slice(at, end);
    yield {
      rows: part.filter(fits),
      rejected: part
        .filter((row) => !fits(row))
        .map(({ line }) =>
          rejectedRow(line, "line_too_long", `Piece ${line} is one word of more than 1 MB and no text.`, ""),
        ),
      cursor: { offset: end, rows: end, line: end },
    };
  }
}

/** Rewrites a text file as UTF-8 beside the output, when its author chose another encoding. */
export async function transcode(
  member: Member,
  encoding: string,
  folder: string,
  index: number,
): Promise<Member> {
  if (encoding === "utf-8" || ["parquet", "xlsx", "pdf", "docx"].includes(member.format)) return member;
  const decoder = new TextDecoder(encoding, { fatal: true });
  const path = join(folder, `utf8-${index}`);
  const { createReadStream, createWriteStream } = await import("node:fs");
  const { pipeline } = await import("node:stream/promises");
  try {
    await pipeline(
      createReadStream(member.path),
      async function* (source) {
        for await (const chunk of source) yield decoder.decode(chunk as Buffer, { stream: true });
        yield decoder.decode();
      },
      createWriteStream(path),
    );
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new FileRefused(
      "encoding_invalid",
      `"${member.filename}" is not ${encoding} either. Save it as UTF-8 and upload it again.`,
    );
  }
  return { ...member, path };
}

/** The rows of one member from a place on. @param wanted columns that are needed, null for all */
export async function* readMember(call: {
  member: Member;
  index: number;
  from: Cursor;
  options: ImportOptions;
  wanted: readonly string[] | null;
  folder: string;
}): AsyncGenerator<Batch> {
  const { member, from, options } = call;
  const header = options.header ?? true;
  switch (member.format) {
    case "csv":
    case "tsv": {
      const delimiter =
        options.delimiter ?? (member.format === "tsv" ? "\t" : delimiterOf(await headText(member)));
      yield* readCsv(member, from, { delimiter, header });
      return;
    }
    case "json":
      yield* readJsonArray(member, from);
      return;
    case "jsonObject":
      if (from.rows === 0) yield* readJsonObject(member);
      return;
    case "jsonl":
      yield* readJsonLines(member, from);
      return;
    case "parquet":
      yield* readParquet(member, from, call.wanted);
      return;
    case "xlsx":
      yield* readXlsx(member, from, header);
      return;
    default:
      yield* readDocument(member, call.index, from, call.folder);
  }
}
