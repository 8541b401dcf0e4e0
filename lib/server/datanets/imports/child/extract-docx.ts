import "server-only";
import { local, type OfficeFile, officeEntries, parseXml } from "./parse-xml";
import type { Page } from "./split-pages";

const BREAKS: Record<string, string> = { tab: "\t", br: "\n", cr: "\n", noBreakHyphen: "-" };
/** What was deleted under "track changes", field codes and the copies that older readers get are not the text. */
const SKIPPED = new Set(["del", "moveFrom", "instrText", "delText", "Fallback"]);

/** Paragraphs of a DOCX as text; headings get Markdown's marks, so that splitting sees them. */
export async function extractDocx(file: OfficeFile): Promise<Page[]> {
  const entries = await officeEntries(file);
  const document = entries.get("word/document.xml");
  if (!document) return [];
  const paragraphs: string[] = [];
  let text = "";
  let heading = 0;
  let inText = false;
  let skipping = 0;
  await parseXml(file, document, {
    open: (tag, attributes) => {
      const name = local(tag);
      if (SKIPPED.has(name)) skipping += 1;
      if (skipping > 0) return;
      if (name === "p") {
        text = "";
        heading = 0;
      } else if (name === "t") inText = true;
      else if (name === "pStyle")
        heading = Number(/^heading\s?([1-6])$/i.exec(attributes["w:val"] ?? "")?.[1] ?? 0);
      else text += BREAKS[name] ?? "";
    },
    close: (tag) => {
      const name = local(tag);
      if (SKIPPED.has(name)) skipping -= 1;
      else if (skipping > 0) return;
      else if (name === "t") inText = false;
      else if (name === "p" && text.trim() !== "")
        paragraphs.push(heading > 0 ? `${"#".repeat(heading)} ${text.trim()}` : text.trim());
    },
    text: (piece) => {
      if (inText && skipping === 0) text += piece;
    },
  });
  return [{ text: paragraphs.join("\n\n") }];
}
