/** Small DOCX, XLSX and PDF files, made here so that none has to be stored. */
import { type ZipFile, zip } from "./zip";

export const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const TYPES: ZipFile = {
  name: "[Content_Types].xml",
  data: `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
};

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

export const paragraph = (text: string, style = "") =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${escaped(text)}</w:t></w:r></w:p>`;

export const documentXml = (body: string, prolog = XML) =>
  `${prolog}<w:document ${WORD}><w:body>${body}</w:body></w:document>`;

/** A document whose main part is given as it is. */
export const docxOf = (document: string, more: ZipFile[] = []) =>
  zip([TYPES, { name: "word/document.xml", data: document }, ...more]);

export const docx = (body: string, more: ZipFile[] = []) => docxOf(documentXml(body), more);

/** A workbook of one sheet; every second cell goes through the shared strings, as real ones do. */
export function xlsx(rows: readonly string[][]): Buffer {
  const shared: string[] = [];
  const cell = (text: string, row: number, column: number) => {
    const place = `${String.fromCharCode(65 + column)}${row + 1}`;
    if (column % 2 === 1) return `<c r="${place}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
    shared.push(text);
    return `<c r="${place}" t="s"><v>${shared.length - 1}</v></c>`;
  };
  const data = rows
    .map(
      (cells, row) =>
        `<row r="${row + 1}">${cells.map((text, column) => cell(text, row, column)).join("")}</row>`,
    )
    .join("");
  return zip([
    TYPES,
    {
      name: "xl/workbook.xml",
      data: `${XML}<workbook ${SHEET} ${RELATIONS}><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      data: `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    {
      name: "xl/sharedStrings.xml",
      data: `${XML}<sst ${SHEET}>${shared.map((text) => `<si><t>${escaped(text)}</t></si>`).join("")}</sst>`,
    },
    {
      name: "xl/worksheets/sheet1.xml",
      data: `${XML}<worksheet ${SHEET}><sheetData>${data}</sheetData></worksheet>`,
    },
  ]);
}

export type PdfOptions = {
  /** Added to the trailer, for example an `/Encrypt` dictionary. */
  trailer?: string;
  /** Added to the catalogue, for example an action. */
  catalog?: string;
  /** Objects from number 4 on, behind the pages and the font. */
  objects?: string[];
};

const pdfText = (text: string) => text.replace(/[\\()]/g, "\\$&");

/** A PDF with one line of text per line of each page; an empty page has a rectangle only. */
export function pdf(pages: readonly string[], options: PdfOptions = {}): Buffer {
  const extra = options.objects ?? [];
  const firstPage = 4 + extra.length;
  const kids = pages.map((_, i) => `${firstPage + i * 2} 0 R`).join(" ");
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${options.catalog ?? ""} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...extra,
  ];
  for (const [i, page] of pages.entries()) {
    const lines = page.split("\n").map((line) => `(${pdfText(line)}) Tj T*`);
    const content = page === "" ? "0 0 10 10 re f" : `BT /F1 12 Tf 14 TL 72 720 Td ${lines.join(" ")} ET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${firstPage + i * 2 + 1} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  let text = "%PDF-1.7\n";
  const places: number[] = [];
  for (const [i, object] of objects.entries()) {
    places.push(text.length);
    text += `${i + 1} 0 obj\n${object}\nendobj\n`;
  }
  const start = text.length;
  const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${options.trailer ?? ""} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, "latin1");
}
