import { AppError } from "@/lib/errors/app-error";
import type { ColumnRole, ImportOptions } from "@/lib/schemas/contributions";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { canonicalText, countTurns, type RecordContent, type Turn } from "./record-content";

/** A row as read. `line` is 1-based: the line of a text file, the entry of a JSON array, the row of a Parquet file. */
export type TableRow = { line: number; cells: Record<string, unknown> };
export type Split = "train" | "validation" | "test";
export type ConvertedRow = {
  content: RecordContent;
  split: Split | null;
  /** turnsIn = turnsOut + merged, within one row. */
  turnsIn: number;
  turnsOut: number;
};
export type ConvertPlan = {
  kind: DatanetKind;
  columns: ReadonlyMap<ColumnRole, string>;
  /** Columns kept beside the text. */
  meta: readonly string[];
  options: Pick<ImportOptions, "roleNames" | "mergeTurns">;
};

/** Why one row does not become a record; the row is reported, the others go on. */
export class RowRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly column: string | null,
    /** Turns that the row had when it was left out. */
    readonly turns = 0,
  ) {
    super(message);
  }
}

const ROLE_NAMES: Record<string, Turn["role"]> = {
  system: "system",
  developer: "system",
  user: "user",
  human: "user",
  prompter: "user",
  assistant: "assistant",
  gpt: "assistant",
  model: "assistant",
};
const SPLITS: Record<string, Split> = {
  train: "train",
  training: "train",
  validation: "validation",
  valid: "validation",
  val: "validation",
  dev: "validation",
  test: "test",
  eval: "test",
};
const MULTIPLE: ReadonlySet<ColumnRole> = new Set(["ignore", "meta"]);
const MAX_TURNS = 1000;

/** The split that a word names: a file's or folder's name, or the value of a column. */
export function splitOfWord(word: string): Split | null {
  return SPLITS[word.trim().toLowerCase()] ?? null;
}

/**
 * Which column holds which role, and whether the roles make rows of this kind.
 * @throws AppError dataset_invalid / column_unmapped
 */
export function planConversion(
  roles: Record<string, ColumnRole>,
  kind: DatanetKind,
  options: ConvertPlan["options"],
): ConvertPlan {
  const columns = new Map<ColumnRole, string>();
  for (const [column, role] of Object.entries(roles)) {
    if (MULTIPLE.has(role)) continue;
    const other = columns.get(role);
    if (other)
      throw new AppError("dataset_invalid", `"${other}" and "${column}" are both the ${role}. Choose one.`, {
        reason: "column_unmapped",
      });
    columns.set(role, column);
  }
  const need = (role: ColumnRole, words: string) => {
    if (!columns.has(role))
      throw new AppError("dataset_invalid", `No column is the ${words}. Choose one above the preview.`, {
        reason: "column_unmapped",
      });
  };
  if (kind === "text") need("text", "text");
  else if (kind === "preference") {
    need("chosen", "preferred answer");
    need("rejected", "rejected answer");
  } else if (!columns.has("messages")) {
    need("prompt", "question");
    need("completion", "answer");
  }
  const meta = Object.entries(roles)
    .filter(([, role]) => role === "meta" || role === "id" || role === "source" || role === "language")
    .map(([column]) => column);
  return { kind, columns, meta, options };
}

/** Zero characters and halves of surrogate pairs: no database and no encoding takes them. */
const HALF = /\p{Surrogate}/u;

function clean(text: string, line: number, column: string | null): string {
  if (text.includes("\0") || HALF.test(text))
    throw new RowRefused(
      "control_character",
      `Line ${line}: a zero character or half a character stands in the text. Take it out.`,
      column,
    );
  return canonicalText(text).trim();
}

function textOf(row: TableRow, column: string | undefined, what: string): string {
  const value = column === undefined ? undefined : row.cells[column];
  if (value === undefined || value === null || (typeof value === "string" && value.trim() === ""))
    throw new RowRefused("empty_cell", `Line ${row.line}: the ${what} is empty.`, column ?? null);
  if (typeof value === "object")
    throw new RowRefused("not_text", `Line ${row.line}: the ${what} is not text.`, column ?? null);
  return clean(String(value), row.line, column ?? null);
}

function optionalText(row: TableRow, column: string | undefined): string | undefined {
  const value = column === undefined ? undefined : row.cells[column];
  if (value === undefined || value === null || typeof value === "object") return undefined;
  return clean(String(value), row.line, column ?? null) || undefined;
}

function messageList(row: TableRow, column: string): unknown[] {
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
  if (value.length > MAX_TURNS)
    throw new RowRefused(
      "too_many_turns",
      `Line ${row.line} has ${value.length} turns; the limit is ${MAX_TURNS}.`,
      column,
      value.length,
    );
  return value;
}

function turnOf(
  entry: unknown,
  where: { line: number; turn: number; column: string; turns: number },
  names: Record<string, Turn["role"]>,
): Turn {
  const refuse = (code: string, what: string) =>
    new RowRefused(code, `Line ${where.line}, turn ${where.turn}: ${what}`, where.column, where.turns);
  const { role, from, content, value, weight } = (entry ?? {}) as Record<string, unknown>;
  const name = String(role ?? from ?? "");
  if (name === "tool" || name === "function" || (entry as { tool_calls?: unknown } | null)?.tool_calls)
    throw refuse("tool_turn", "a tool call. Tools are not supported; take such rows out.");
  const known = Object.hasOwn(names, name.toLowerCase()) ? names[name.toLowerCase()] : undefined;
  if (!known)
    throw refuse("role_unknown", `unknown role "${name.slice(0, 40)}". Use system, user or assistant.`);
  if (weight !== undefined && weight !== null && weight !== 1)
    throw refuse("weight_unsupported", "a weight other than 1. Every assistant turn is trained here.");
  const text = content ?? value ?? "";
  if (typeof text === "object") throw refuse("not_text", "the content is not text.");
  const body = clean(String(text), where.line, where.column);
  if (!body) throw refuse("empty_cell", "is empty.");
  return { role: known, content: body };
}

function inOrder(turns: readonly Turn[], row: TableRow, column: string, count: number): void {
  const spoken = turns.filter((turn) => turn.role !== "system");
  for (const [i, turn] of spoken.entries()) {
    if (turn.role !== (i % 2 === 0 ? "user" : "assistant"))
      throw new RowRefused(
        "turn_order",
        `Line ${row.line}: two ${turn.role} turns in a row, or an answer before a question.`,
        column,
        count,
      );
  }
  if (spoken.at(-1)?.role !== "assistant")
    throw new RowRefused(
      "turn_order",
      `Line ${row.line}: the conversation ends with a user turn.`,
      column,
      count,
    );
}

function mergeNeighbours(turns: readonly Turn[]): Turn[] {
  const merged: Turn[] = [];
  for (const turn of turns) {
    const last = merged.at(-1);
    if (last?.role === turn.role) last.content = `${last.content}\n\n${turn.content}`;
    else merged.push({ ...turn });
  }
  return merged;
}

function turnsOf(
  row: TableRow,
  column: string,
  options: ConvertPlan["options"],
): { turns: Turn[]; read: number } {
  const list = messageList(row, column);
  const own = Object.fromEntries(
    Object.entries(options.roleNames ?? {}).map(([name, role]) => [name.toLowerCase(), role]),
  );
  const names = { ...ROLE_NAMES, ...own };
  const read = list.map((entry, i) =>
    turnOf(entry, { line: row.line, turn: i + 1, column, turns: list.length }, names),
  );
  const turns = options.mergeTurns ? mergeNeighbours(read) : read;
  inOrder(turns, row, column, list.length);
  return { turns, read: list.length };
}

type Body = { content: RecordContent; turnsIn: number };
type Meta = Record<string, string>;

function fromMessages(row: TableRow, plan: ConvertPlan, column: string, meta: Meta): Body {
  const { turns, read } = turnsOf(row, column, plan.options);
  if (plan.kind === "chat")
    return { content: { kind: "chat", fields: { messages: turns }, meta }, turnsIn: read };
  const spoken = turns.filter((turn) => turn.role !== "system");
  if (spoken.length !== 2)
    throw new RowRefused(
      "turn_order",
      `Line ${row.line} has ${spoken.length} turns; this Datanet takes one question and one answer.`,
      column,
      read,
    );
  const system = turns.find((turn) => turn.role === "system")?.content;
  const [question, answer] = spoken as [Turn, Turn];
  return {
    content: {
      kind: "pair",
      fields: { prompt: question.content, completion: answer.content, ...(system && { system }) },
      meta,
    },
    turnsIn: read,
  };
}

function fromPair(row: TableRow, plan: ConvertPlan, meta: Meta): Body {
  const { columns } = plan;
  const question = textOf(row, columns.get("prompt"), "question");
  const input = optionalText(row, columns.get("input"));
  const prompt = input ? `${question}\n\n${input}` : question;
  const completion = textOf(row, columns.get("completion"), "answer");
  const system = optionalText(row, columns.get("system"));
  if (plan.kind === "chat") {
    const turns: Turn[] = [
      ...(system ? [{ role: "system" as const, content: system }] : []),
      { role: "user", content: prompt },
      { role: "assistant", content: completion },
    ];
    return { content: { kind: "chat", fields: { messages: turns }, meta }, turnsIn: turns.length };
  }
  return {
    content: { kind: "pair", fields: { prompt, completion, ...(system && { system }) }, meta },
    turnsIn: system ? 3 : 2,
  };
}

/** An answer of a preference row: text, or a conversation whose last turn it is and whose first one is the question. */
function answerOf(
  row: TableRow,
  column: string | undefined,
  what: string,
  options: ConvertPlan["options"],
): { answer: string; question: string | undefined } {
  const value = column === undefined ? undefined : row.cells[column];
  if (column === undefined || !Array.isArray(value))
    return { answer: textOf(row, column, what), question: undefined };
  const { turns } = turnsOf(row, column, options);
  const spoken = turns.filter((turn) => turn.role !== "system");
  if (spoken.length !== 2)
    throw new RowRefused(
      "turn_order",
      `Line ${row.line}: the ${what} has ${spoken.length} turns; one question and one answer are taken.`,
      column,
      spoken.length,
    );
  return { answer: spoken[1]?.content ?? "", question: spoken[0]?.content };
}

function fromPreference(row: TableRow, plan: ConvertPlan, meta: Meta): Body {
  const { columns, options } = plan;
  const chosen = answerOf(row, columns.get("chosen"), "preferred answer", options);
  const rejected = answerOf(row, columns.get("rejected"), "rejected answer", options);
  const prompt = optionalText(row, columns.get("prompt")) ?? chosen.question;
  if (!prompt)
    throw new RowRefused(
      "empty_cell",
      `Line ${row.line}: the question is empty.`,
      columns.get("prompt") ?? null,
    );
  if (chosen.answer === rejected.answer)
    throw new RowRefused("no_preference", `Line ${row.line}: both answers are the same.`, null);
  const system = optionalText(row, columns.get("system"));
  return {
    content: {
      kind: "preference",
      fields: { prompt, chosen: chosen.answer, rejected: rejected.answer, ...(system && { system }) },
      meta,
    },
    turnsIn: system ? 4 : 3,
  };
}

function metaOf(row: TableRow, plan: ConvertPlan): Meta {
  const meta: Meta = {};
  for (const column of plan.meta) {
    const value = row.cells[column];
    if (value === undefined || value === null || value === "") continue;
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    meta[clean(column, row.line, column)] = clean(text, row.line, column);
  }
  return meta;
}

/** One row as a record of the Datanet's kind. @throws RowRefused with the place and the remedy */
export function convertRow(row: TableRow, plan: ConvertPlan): ConvertedRow {
  const meta = metaOf(row, plan);
  const word = optionalText(row, plan.columns.get("split"));
  const split = word === undefined ? null : splitOfWord(word);
  if (word !== undefined && split === null)
    throw new RowRefused(
      "split_unknown",
      `Line ${row.line}: "${word.slice(0, 40)}" is no split. Use train, validation or test.`,
      plan.columns.get("split") ?? null,
    );
  const body = bodyOf(row, plan, meta);
  return { ...body, split, turnsOut: countTurns(body.content) };
}

function bodyOf(row: TableRow, plan: ConvertPlan, meta: Meta): Body {
  if (plan.kind === "text") {
    const text = textOf(row, plan.columns.get("text"), "text");
    return { content: { kind: "text", fields: { text }, meta }, turnsIn: 1 };
  }
  if (plan.kind === "preference") return fromPreference(row, plan, meta);
  const messages = plan.columns.get("messages");
  return messages ? fromMessages(row, plan, messages, meta) : fromPair(row, plan, meta);
}
