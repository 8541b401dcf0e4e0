import type { RecordContent } from "./record-content";

export const EXPORT_FORMATS = ["jsonl", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type ExportRow = {
  position: number;
  commitment: string;
  contributorId: string;
  leader: boolean;
  content: RecordContent;
};

/** Columns of an export by the Datanet's kind, in file order. */
export const EXPORT_COLUMNS = {
  pair: ["prompt", "completion", "system"],
  chat: ["messages"],
  preference: ["prompt", "chosen", "rejected", "system"],
  text: ["text"],
} as const;

const PROOF_COLUMNS = ["position", "commitment", "contributorId", "leader"] as const;

function fieldsOf({ content }: ExportRow): Record<string, unknown> {
  switch (content.kind) {
    case "pair":
    case "preference":
      return { ...content.fields, system: content.fields.system ?? "" };
    case "chat":
      return { messages: content.fields.messages };
    case "text":
      return { text: content.fields.text };
  }
}

/** A spreadsheet runs a cell that begins like a formula; a leading apostrophe makes it text there. */
function csvCell(value: unknown): string {
  const text =
    typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** First line of a file, empty where the format has none. */
export function exportHead(format: ExportFormat, kind: RecordContent["kind"]): string {
  return format === "csv" ? `${[...PROOF_COLUMNS, ...EXPORT_COLUMNS[kind], "meta"].join(",")}\r\n` : "";
}

/** One record as one line (CSV: one row, which may hold quoted line breaks). */
export function exportLine(format: ExportFormat, row: ExportRow): string {
  const { position, commitment, contributorId, leader, content } = row;
  const fields = { position, commitment, contributorId, leader, ...fieldsOf(row), meta: content.meta };
  if (format === "jsonl") return `${JSON.stringify(fields)}\n`;
  const columns = [...PROOF_COLUMNS, ...EXPORT_COLUMNS[content.kind], "meta"];
  return `${columns.map((name) => csvCell((fields as Record<string, unknown>)[name])).join(",")}\r\n`;
}
