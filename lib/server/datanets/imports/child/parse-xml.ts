import "server-only";
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { FileRefused } from "./file-refused";
import { MAX_DEPTH, MAX_OFFICE_BYTES, MAX_OFFICE_ENTRIES } from "./limits";
import { openZipEntry, readZipDirectory, type ZipEntry } from "./zip-directory";

export type OfficeFile = { path: string; filename: string };
export type XmlHandlers = {
  open: (name: string, attributes: Record<string, string>) => void;
  close: (name: string) => void;
  text: (text: string) => void;
};

const OFFICE = { entries: MAX_OFFICE_ENTRIES, bytes: MAX_OFFICE_BYTES, reason: "docx_unsafe" };
/** Office files nest about fifteen deep; ten times the depth of a record is a bomb. */
const MAX_XML_DEPTH = MAX_DEPTH * 10;

export async function officeEntries(file: OfficeFile): Promise<Map<string, ZipEntry>> {
  const entries = await readZipDirectory(file, OFFICE, true);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/**
 * Reads one XML part as a stream. A document type is refused before its entities can mean anything, so nothing is
 * expanded and nothing is fetched.
 * @throws FileRefused docx_unsafe
 */
export async function parseXml(file: OfficeFile, entry: ZipEntry, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, fragment: false });
  const refuse = (what: string) =>
    new FileRefused("docx_unsafe", `"${file.filename}" ${what}. Save it again and upload it again.`);
  let depth = 0;
  parser.on("error", () => {
    throw refuse(`is damaged: ${entry.name} is not well-formed XML`);
  });
  parser.on("doctype", () => {
    throw refuse("declares entities, which is how documents are made to explode");
  });
  parser.on("opentag", (tag: SaxesTagPlain) => {
    depth += 1;
    if (depth > MAX_XML_DEPTH) throw refuse("is nested too deep");
    handlers.open(tag.name, tag.attributes);
  });
  parser.on("closetag", (tag) => {
    depth -= 1;
    handlers.close(tag.name);
  });
  parser.on("text", handlers.text);
  parser.on("cdata", handlers.text);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw refuse(`is damaged: ${entry.name} is not UTF-8`);
    }
  };
  for await (const chunk of openZipEntry(file, entry, "docx_unsafe")) parser.write(decode(chunk as Buffer));
  parser.write(decode());
  parser.close();
}

/** Name of a tag or attribute without its namespace prefix. */
export const local = (name: string) => name.slice(name.indexOf(":") + 1);
