import "server-only";
import type { RejectedRow } from "@/lib/schemas/contributions";
import { type Batch, type Cursor, namedCells, type ReadRow, rejectedRow } from "./batch";
import { FileRefused } from "./file-refused";
import { BATCH_ROWS, MAX_COLUMNS, MAX_LINE_BYTES } from "./limits";
import { local, type OfficeFile, officeEntries, parseXml } from "./parse-xml";
import type { ZipEntry } from "./zip-directory";

/** A shared string table beyond this does not fit beside the rows; such workbooks are better saved as CSV. */
const MAX_SHARED_CHARS = 48 * 1024 * 1024;

async function sharedStrings(file: OfficeFile, entry: ZipEntry | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (!entry) return strings;
  let text = "";
  let inText = false;
  let phonetic = 0;
  let chars = 0;
  await parseXml(file, entry, {
    open: (tag) => {
      const name = local(tag);
      if (name === "si") text = "";
      else if (name === "rPh") phonetic += 1;
      else if (name === "t") inText = phonetic === 0;
    },
    close: (tag) => {
      const name = local(tag);
      if (name === "rPh") phonetic -= 1;
      else if (name === "t") inText = false;
      else if (name === "si") {
        chars += text.length;
        if (chars > MAX_SHARED_CHARS)
          throw new FileRefused(
            "docx_unsafe",
            `"${file.filename}" holds more than 48 MB of text. Save the sheet as CSV and upload that.`,
          );
        strings.push(text);
      }
    },
    text: (piece) => {
      if (inText) text += piece;
    },
  });
  return strings;
}

/** Path of the sheet that the workbook lists first. */
async function firstSheet(file: OfficeFile, entries: Map<string, ZipEntry>): Promise<ZipEntry> {
  const refuse = () =>
    new FileRefused("docx_unsafe", `"${file.filename}" has no sheet that can be read. Save it again.`);
  const workbook = entries.get("xl/workbook.xml");
  const relations = entries.get("xl/_rels/workbook.xml.rels");
  if (!workbook || !relations) throw refuse();
  let id: string | undefined;
  await parseXml(file, workbook, {
    open: (tag, attributes) => {
      if (local(tag) === "sheet" && id === undefined) id = attributes["r:id"];
    },
    close: () => undefined,
    text: () => undefined,
  });
  let target: string | undefined;
  await parseXml(file, relations, {
    open: (tag, attributes) => {
      const own = local(tag) === "Relationship" && attributes.Id === id;
      if (own && attributes.TargetMode !== "External") target = attributes.Target;
    },
    close: () => undefined,
    text: () => undefined,
  });
  const sheet = entries.get(target?.startsWith("/") ? target.slice(1) : `xl/${target ?? ""}`);
  if (!sheet) throw refuse();
  return sheet;
}

/** "AB12" → 27; absent references count on from the cell before. */
function columnOf(reference: string | undefined, next: number): number {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? "")?.[0];
  if (!letters) return next;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

type SheetRow = { line: number; cells: string[] };

/** Rows of the first sheet as texts. */
async function sheetRows(file: OfficeFile, onRow: (row: SheetRow) => void): Promise<void> {
  const entries = await officeEntries(file);
  const sheet = await firstSheet(file, entries);
  const shared = await sharedStrings(file, entries.get("xl/sharedStrings.xml"));
  let row: SheetRow = { line: 0, cells: [] };
  let column = 0;
  let type = "n";
  let value = "";
  let reading = false;
  await parseXml(file, sheet, {
    open: (tag, attributes) => {
      const name = local(tag);
      if (name === "row") row = { line: Number(attributes.r ?? row.line + 1), cells: [] };
      else if (name === "c") {
        column = columnOf(attributes.r, row.cells.length);
        type = attributes.t ?? "n";
        value = "";
        if (column >= MAX_COLUMNS)
          throw new FileRefused(
            "too_many_columns",
            `"${file.filename}" has more than ${MAX_COLUMNS} columns in row ${row.line}.`,
          );
      } else if (name === "v" || (name === "t" && type === "inlineStr")) reading = true;
    },
    close: (tag) => {
      const name = local(tag);
      if (name === "v" || name === "t") reading = false;
      else if (name === "c") {
        while (row.cells.length < column) row.cells.push("");
        row.cells[column] = type === "s" ? (shared[Number(value)] ?? "") : type === "e" ? "" : value;
      } else if (name === "row" && row.cells.some((cell) => cell !== "")) onRow(row);
    },
    text: (piece) => {
      if (reading) value += piece;
    },
  });
}

/** The first sheet; its first row names the columns. Small enough to be read again from the start. */
export async function* readXlsx(file: OfficeFile, from: Cursor, header: boolean): AsyncGenerator<Batch> {
  const all: SheetRow[] = [];
  await sheetRows(file, (row) => all.push(row));
  const first = all[0];
  if (!first) return;
  const width = Math.max(...all.slice(0, 100).map((row) => row.cells.length));
  const names = Array.from({ length: width }, (_, i) =>
    header ? first.cells[i]?.trim() || `column ${i + 1}` : `column ${i + 1}`,
  );
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new FileRefused(
      "csv_header",
      `Row 1 of "${file.filename}": two columns are called "${twice.slice(0, 60)}". Give each its own name.`,
      { header: false },
    );
  const body = header ? all.slice(1) : all;
  for (let at = from.rows; at < body.length; at += BATCH_ROWS) {
    const rows: ReadRow[] = [];
    const rejected: RejectedRow[] = [];
    for (const { line, cells } of body.slice(at, at + BATCH_ROWS)) {
      const bytes = cells.reduce((sum, cell) => sum + cell.length, 0);
      if (bytes > MAX_LINE_BYTES)
        rejected.push(
          rejectedRow(line, "line_too_long", `Row ${line} is longer than 1 MB.`, cells.join(",")),
        );
      else if (cells.length > width)
        rejected.push(
          rejectedRow(
            line,
            "csv_width",
            `Row ${line} has ${cells.length} cells, the header ${width}.`,
            cells.join(","),
          ),
        );
      else rows.push({ line, cells: namedCells(names, cells) });
    }
    const read = Math.min(at + BATCH_ROWS, body.length);
    yield { rows, rejected, cursor: { offset: read, rows: read, line: read } };
  }
}
