import type { ColumnRole, ImportOptions } from "@/lib/schemas/contributions";
import type { DatanetKind } from "@/lib/schemas/datanets";
import { convertRow, planConversion, RowRefused, type TableRow } from "./convert-row";

/** Share of the sampled rows that must fit before a mapping is taken without asking. */
const FIT = 0.95;

const NAMES: [ColumnRole, string[]][] = [
  ["messages", ["messages", "conversations", "conversation", "turns", "dialog"]],
  ["chosen", ["chosen", "preferred", "winner"]],
  ["rejected", ["rejected", "dispreferred", "loser"]],
  ["prompt", ["prompt", "question", "instruction", "query", "user", "input"]],
  ["input", ["input", "context"]],
  ["completion", ["completion", "response", "answer", "output", "reply", "assistant", "chosen"]],
  ["system", ["system", "system_prompt"]],
  ["text", ["text", "content", "document", "body"]],
  ["id", ["id", "_id", "uid", "key"]],
  ["source", ["source", "url", "link"]],
  ["language", ["language", "lang", "locale"]],
  ["split", ["split"]],
];
const BESIDE: ColumnRole[] = ["id", "source", "language", "split"];
const WANTED: Record<DatanetKind, ColumnRole[]> = {
  text: ["text", ...BESIDE],
  preference: ["chosen", "rejected", "prompt", "system", ...BESIDE],
  pair: ["messages", "prompt", "input", "completion", "system", ...BESIDE],
  chat: ["messages", "prompt", "input", "completion", "system", ...BESIDE],
};

/** Preselects a role for every column by its name; each role that may stand once is given once. */
export function detectRoles(columns: readonly string[], kind: DatanetKind): Record<string, ColumnRole> {
  const roles = new Map<string, ColumnRole>();
  const wanted = WANTED[kind];
  for (const [role, names] of NAMES) {
    if (!wanted.includes(role)) continue;
    // Alpaca's `input` belongs to an instruction; beside a plain question a `context` column is something else.
    if (role === "input" && !columns.includes("instruction")) continue;
    const column = names
      .map((name) => columns.find((c) => c.trim().toLowerCase() === name && !roles.has(c)))
      .find(Boolean);
    if (column) roles.set(column, role);
  }
  // Two unnamed columns are a question and its answer more often than anything else; the person can change it.
  if ((kind === "pair" || kind === "chat") && roles.size === 0 && columns.length === 2) {
    roles.set(columns[0] ?? "", "prompt");
    roles.set(columns[1] ?? "", "completion");
  }
  const [only] = columns;
  if (kind === "text" && columns.length === 1 && only !== undefined && !roles.has(only))
    roles.set(only, "text");
  return Object.fromEntries(columns.map((column) => [column, roles.get(column) ?? "ignore"]));
}

export type Fit = {
  /** True when the roles can be used without asking. */
  fits: boolean;
  share: number;
  /** The repair that most of the rows that did not fit ask for. */
  fix: ImportOptions | null;
};

const GUESSES: Record<string, "system" | "user" | "assistant"> = {
  bot: "assistant",
  ai: "assistant",
  chatgpt: "assistant",
  agent: "assistant",
  answer: "assistant",
  instruction: "system",
  customer: "user",
  question: "user",
  person: "user",
};

type Trial = { share: number; names: NonNullable<ImportOptions["roleNames"]>; disorder: number };

function tryOnce(
  rows: readonly TableRow[],
  roles: Record<string, ColumnRole>,
  kind: DatanetKind,
  options: ImportOptions,
): Trial | null {
  let plan: ReturnType<typeof planConversion>;
  try {
    plan = planConversion(roles, kind, options);
  } catch {
    return null;
  }
  const names: Trial["names"] = {};
  let fitting = 0;
  let disorder = 0;
  for (const row of rows) {
    try {
      convertRow(row, plan);
      fitting += 1;
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      const name = /unknown role "(.+?)"/.exec(error.message)?.[1];
      const guess = name ? GUESSES[name.toLowerCase()] : undefined;
      if (name && guess) names[name] = guess;
      if (error.code === "turn_order" && error.message.includes("in a row")) disorder += 1;
    }
  }
  return { share: rows.length === 0 ? 0 : fitting / rows.length, names, disorder };
}

/** Tries the roles on sampled rows. `fix` is what one click would mend: first the names of turns, then their order. */
export function tryRoles(
  rows: readonly TableRow[],
  roles: Record<string, ColumnRole>,
  kind: DatanetKind,
  options: ImportOptions,
): Fit {
  const trial = tryOnce(rows, roles, kind, options);
  if (!trial) return { fits: false, share: 0, fix: null };
  const { share, disorder } = trial;
  // A row tells only its first unknown name; with that one known it tells the next.
  let roleNames = { ...options.roleNames };
  for (let next: Trial | null = trial; next && Object.keys(next.names).length > 0; ) {
    roleNames = { ...roleNames, ...next.names };
    next = tryOnce(rows, roles, kind, { ...options, roleNames });
  }
  const named = Object.keys(roleNames).length > Object.keys(options.roleNames ?? {}).length;
  const fix = named
    ? { ...options, roleNames }
    : disorder > 0 && !options.mergeTurns
      ? { ...options, mergeTurns: true }
      : null;
  return { fits: share >= FIT, share, fix };
}
