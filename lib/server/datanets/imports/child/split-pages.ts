import "server-only";
import { canonicalText } from "@/lib/domain/datanets/record-content";
import { splitDocument } from "@/lib/domain/datanets/split-document";
import type { ReadRow } from "./batch";

/** Extracted text, page by page where the document has pages. */
export type Page = { text: string; page?: number };

/** Characters that carry no text and that PDF and DOCX producers leave behind. */
const DEBRIS = /(?![\t\n\r])[\p{Cc}\ufeff]/gu;

/** Half of a surrogate pair, which no encoding can write. */
const HALF = /\p{Surrogate}/gu;

/**
 * One UTF-8 extract of the document and its rows. Each row knows its bytes in the extract, so that slicing the extract
 * returns its text; in a document with pages a row never crosses one.
 */
export function splitPages(pages: readonly Page[]): { extract: Buffer; rows: ReadRow[] } {
  const rows: ReadRow[] = [];
  const buffers: Buffer[] = [];
  let offset = 0;
  for (const { text: raw, page } of pages) {
    const text = canonicalText(raw.replace(DEBRIS, "").replace(HALF, "\uFFFD"));
    let at = 0;
    let bytes = offset;
    for (const piece of splitDocument(text)) {
      const start = bytes + Buffer.byteLength(text.slice(at, piece.start));
      const slice = text.slice(piece.start, piece.end);
      const end = start + Buffer.byteLength(slice);
      const place = { start, end, ...(page !== undefined && { page }) };
      rows.push({ line: rows.length + 1, cells: { text: slice }, bytes: place });
      at = piece.end;
      bytes = end;
    }
    const buffer = Buffer.from(`${text}\n`);
    buffers.push(buffer);
    offset += buffer.length;
  }
  return { extract: Buffer.concat(buffers), rows };
}
