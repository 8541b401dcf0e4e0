import { AppError } from "@/lib/errors/app-error";
import type { ColumnRole, ConversionReport, DatanetKind, RejectedRow } from "@/lib/schemas/datanets";
import { normalisedTokens } from "./cluster-records";
import type { ParsedTable, TableRow } from "./parse-table";
import { canonicalText, comparedText, type RecordContent, type Turn } from "./record-content";

export const REPORT_SAMPLES = 200;

export type ConvertedRow = { line: number; content: RecordContent; normalised: string };
export type Conversion = { report: ConversionReport; rows: ConvertedRow[]; rejected: RejectedRow[] };

const ROLE_NAMES: Record<string, Turn["role"]> = {
  system: "system",
  user: "user",
  human: "user",
  assistant: "assistant",
  gpt: "assistant",
};

class RowRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly column: string | null,
  ) {
    super(message);
  }
}

function textOf(row: TableRow, column: string | undefined, what: string): string {
  const value = column === undefined ? undefined : row.cells[column];
  if (value === undefined || value === null || (typeof value === "string" && value.trim() === "")) {
    throw new RowRefused("empty_cell", `Line ${row.line}: the ${what} is empty.`, column ?? null);
  }
  if (typeof value === "object") {
    throw new RowRefused("not_text", `Line ${row.line}: the ${what} is not text.`, column ?? null);
  }
  return canonicalText(String(value)).trim();
}

function turnsOf(row: TableRow, column: string): Turn[] {
  const raw = row.cells[column];
  let value: unknown = raw;
  if (typeof raw === "string") {
    try {
      value = JSON.parse(raw);
    } catch {
      throw new RowRefused("not_text", `Line ${row.line}: "${column}" is not a list of messages.`, column);
    }
  }
  if (!Array.isArray(value) || value.length === 0)
    throw new RowRefused("empty_cell", `Line ${row.line}: "${column}" has no messages.`, column);
  const turns = value.map((entry, i) => {
    const { role, from, content, value: text } = (entry ?? {}) as Record<string, unknown>;
    const name = String(role ?? from ?? "");
    const known = ROLE_NAMES[name];
    if (!known)
      throw new RowRefused(
        "role_unknown",
        `Line ${row.line}, turn ${i + 1}: unknown role "${name}". Use system, user or assistant.`,
        column,
      );
    const body = canonicalText(String(content ?? text ?? "")).trim();
    if (!body) throw new RowRefused("empty_cell", `Line ${row.line}, turn ${i + 1} is empty.`, column);
    return { role: known, content: body };
  });
  const spoken = turns.filter((turn) => turn.role !== "system");
  spoken.forEach((turn, i) => {
    if (turn.role !== (i % 2 === 0 ? "user" : "assistant")) {
      throw new RowRefused(
        "turn_order",
        `Line ${row.line}: two ${turn.role} turns in a row, or an answer before a question.`,
        column,
      );
    }
  });
  if (spoken.at(-1)?.role !== "assistant")
    throw new RowRefused("turn_order", `Line ${row.line}: the conversation ends with a user turn.`, column);
  return turns;
}

/** Which column holds which role. @throws AppError dataset_invalid / column_unmapped */
function columnsByRole(roles: Record<string, ColumnRole>, kind: DatanetKind): Map<ColumnRole, string> {
  const columns = new Map<ColumnRole, string>();
  for (const [column, role] of Object.entries(roles)) {
    if (role === "ignore" || role === "meta") continue;
    const other = columns.get(role);
    if (other)
      throw new AppError("dataset_invalid", `"${other}" and "${column}" are both the ${role}. Choose one.`, {
        reason: "column_unmapped",
      });
    columns.set(role, column);
  }
  const missing = (role: ColumnRole, words: string) => {
    if (!columns.has(role))
      throw new AppError("dataset_invalid", `No column is the ${words}. Choose one above the preview.`, {
        reason: "column_unmapped",
      });
  };
  if (kind === "text") missing("text", "text");
  else if (!columns.has("messages")) {
    missing("prompt", "question");
    missing("completion", "answer");
  }
  return columns;
}

function contentOf(
  row: TableRow,
  columns: Map<ColumnRole, string>,
  meta: Record<string, string>,
  kind: DatanetKind,
): RecordContent {
  if (kind === "text") return { kind, fields: { text: textOf(row, columns.get("text"), "text") }, meta };
  const messages = columns.get("messages");
  if (messages) {
    const turns = turnsOf(row, messages);
    if (kind === "chat") return { kind, fields: { messages: turns }, meta };
    const spoken = turns.filter((turn) => turn.role !== "system");
    if (spoken.length !== 2)
      throw new RowRefused(
        "turn_order",
        `Line ${row.line} has ${spoken.length} turns; this Datanet takes one question and one answer.`,
        messages,
      );
    const system = turns.find((turn) => turn.role === "system")?.content;
    return {
      kind: "pair",
      fields: {
        prompt: spoken[0]?.content ?? "",
        completion: spoken[1]?.content ?? "",
        ...(system && { system }),
      },
      meta,
    };
  }
  const prompt = textOf(row, columns.get("prompt"), "question");
  const completion = textOf(row, columns.get("completion"), "answer");
  const systemColumn = columns.get("system");
  const system =
    systemColumn && row.cells[systemColumn]
      ? canonicalText(String(row.cells[systemColumn])).trim()
      : undefined;
  if (kind === "chat") {
    const turns: Turn[] = [
      { role: "user", content: prompt },
      { role: "assistant", content: completion },
    ];
    return {
      kind,
      fields: { messages: system ? [{ role: "system", content: system }, ...turns] : turns },
      meta,
    };
  }
  return { kind, fields: { prompt, completion, ...(system && { system }) }, meta };
}

/**
 * Turns mapped rows into records and reports every row that did not become one.
 * `known` holds normalised texts that the Datanet already has: an exact copy earns nothing and is left out.
 * @throws AppError dataset_invalid when a needed role is missing or no row is usable
 */
export function convertRows(
  table: ParsedTable,
  roles: Record<string, ColumnRole>,
  kind: DatanetKind,
  known: ReadonlySet<string>,
): Conversion {
  const columns = columnsByRole(roles, kind);
  const kept = Object.entries(roles).filter(
    ([, role]) => role === "meta" || role === "id" || role === "source",
  );
  const rows: ConvertedRow[] = [];
  const rejected: RejectedRow[] = [...table.rejected];
  const duplicates: RejectedRow[] = [];
  const seen = new Map<string, number>();
  for (const row of table.rows) {
    try {
      const meta = Object.fromEntries(
        kept
          .filter(([column]) => row.cells[column] !== undefined && row.cells[column] !== "")
          .map(([column]) => [column, String(row.cells[column])]),
      );
      const content = contentOf(row, columns, meta, kind);
      const normalised = normalisedTokens(comparedText(content)).join(" ");
      const first = seen.get(normalised);
      if (first !== undefined || known.has(normalised)) {
        const message =
          first !== undefined
            ? `Line ${row.line} repeats line ${first}.`
            : `Line ${row.line} equals a record that was here first.`;
        duplicates.push({
          line: row.line,
          column: null,
          code: "duplicate_exact",
          message,
          raw: JSON.stringify(row.cells).slice(0, 500),
        });
        continue;
      }
      seen.set(normalised, row.line);
      rows.push({ line: row.line, content, normalised });
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      rejected.push({
        line: row.line,
        column: error.column,
        code: error.code,
        message: error.message,
        raw: JSON.stringify(row.cells).slice(0, 500),
      });
    }
  }
  const report: ConversionReport = {
    rowsIn: table.rows.length + table.rejected.length,
    rowsOut: rows.length,
    rejected: rejected.length,
    exactDuplicates: duplicates.length,
    samples: [...rejected, ...duplicates].sort((a, b) => a.line - b.line).slice(0, REPORT_SAMPLES),
  };
  if (rows.length === 0) {
    const [first] = report.samples;
    throw new AppError(
      "dataset_invalid",
      `None of the ${report.rowsIn} rows is usable.${first ? ` ${first.message}` : ""} Change the roles or the file.`,
      {
        reason: "no_usable_rows",
      },
    );
  }
  return { report, rows, rejected: [...rejected, ...duplicates].sort((a, b) => a.line - b.line) };
}
