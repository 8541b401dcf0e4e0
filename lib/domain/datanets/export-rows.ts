import { csvCell } from "./csv-cell";
import type { RecordContent } from "./record-content";

const LINE_FORMATS = ["jsonl", "csv"] as const;
/** Formats that are written a row at a time; Parquet is made from them. */
export type LineFormat = (typeof LINE_FORMATS)[number];
export const EXPORT_FORMATS = [...LINE_FORMATS, "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const isLineFormat = (format: ExportFormat): format is LineFormat => format !== "parquet";

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

/** In front of them in every row: its place and what proves it. */
export const PROOF_COLUMNS = ["position", "commitment", "contributorId", "leader"] as const;

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

/** First line of a file, empty where the format has none. */
export function exportHead(format: LineFormat, kind: RecordContent["kind"]): string {
  return format === "csv" ? `${[...PROOF_COLUMNS, ...EXPORT_COLUMNS[kind], "meta"].join(",")}\r\n` : "";
}

/** One record as one line (CSV: one row, which may hold quoted line breaks). */
export function exportLine(format: LineFormat, row: ExportRow): string {
  const { position, commitment, contributorId, leader, content } = row;
  const fields = { position, commitment, contributorId, leader, ...fieldsOf(row), meta: content.meta };
  if (format === "jsonl") return `${JSON.stringify(fields)}\n`;
  const columns = [...PROOF_COLUMNS, ...EXPORT_COLUMNS[content.kind], "meta"];
  return `${columns.map((name) => csvCell((fields as Record<string, unknown>)[name])).join(",")}\r\n`;
}
