import "server-only";
import { readFile } from "node:fs/promises";
import { FileRefused } from "./file-refused";
import { MAX_PDF_PAGES } from "./limits";
import type { Page } from "./split-pages";

type TextItem = { str?: string; hasEOL?: boolean };

/** "3, 7-9" of page numbers in order. */
function ranges(pages: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < pages.length; i++) {
    const from = pages[i] as number;
    while (pages[i + 1] === (pages[i] as number) + 1) i += 1;
    parts.push(from === pages[i] ? `${from}` : `${from}-${pages[i]}`);
  }
  return parts.join(", ");
}

function refusalOf(cause: unknown, filename: string): FileRefused {
  const name = (cause as Error).name;
  if (name === "PasswordException")
    return new FileRefused(
      "pdf_locked",
      `"${filename}" needs a password. Save it without one and upload it again.`,
    );
  return new FileRefused(
    "pdf_invalid",
    `"${filename}" is a damaged PDF and cannot be read. Print it into a new PDF.`,
  );
}

/**
 * The text of each page. Scripts, forms, attachments, fonts and pictures are not looked at; nothing is drawn.
 * @throws FileRefused pdf_locked | pdf_no_text | pdf_invalid | too_many_pages
 */
export async function extractPdf(file: { path: string; filename: string }): Promise<Page[]> {
  const { getDocumentProxy } = await import("unpdf");
  const data = new Uint8Array(await readFile(file.path));
  const options = {
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    stopAtErrors: true,
    maxImageSize: 0,
    verbosity: 0,
  };
  const document = await getDocumentProxy(data, options as Parameters<typeof getDocumentProxy>[1]).catch(
    (cause) => {
      throw refusalOf(cause, file.filename);
    },
  );
  if (document.numPages > MAX_PDF_PAGES)
    throw new FileRefused(
      "too_many_pages",
      `"${file.filename}" has ${document.numPages} pages; the limit is ${MAX_PDF_PAGES}. Split it.`,
    );
  const pages: Page[] = [];
  const pictures: number[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    try {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const text = (items as TextItem[])
        .map((item) => `${item.str ?? ""}${item.hasEOL ? "\n" : ""}`)
        .join("");
      if (text.trim() === "") pictures.push(number);
      else pages.push({ text, page: number });
      page.cleanup();
    } catch (cause) {
      throw refusalOf(cause, file.filename);
    }
  }
  if (pages.length === 0)
    throw new FileRefused(
      "pdf_no_text",
      `Pages ${ranges(pictures)} of "${file.filename}" are pictures without text. Run text recognition on it and upload the result.`,
    );
  return pages;
}
