import type { ColumnRole, DatanetKind } from "@/lib/schemas/datanets";
import type { ParsedTable } from "./parse-table";

const NAMES: [ColumnRole, string[]][] = [
  ["prompt", ["prompt", "question", "instruction", "input", "query", "user"]],
  ["completion", ["completion", "response", "answer", "output", "reply", "assistant", "chosen"]],
  ["system", ["system", "system_prompt"]],
  ["messages", ["messages", "conversations", "conversation"]],
  ["text", ["text", "content", "document", "body"]],
  ["id", ["id", "_id", "uid", "key"]],
  ["source", ["source", "url", "link"]],
];

/** Preselects a role for every column by its name; each role that may stand once is given once. */
export function detectRoles(table: ParsedTable, kind: DatanetKind): Record<string, ColumnRole> {
  const roles: Record<string, ColumnRole> = {};
  const given = new Set<ColumnRole>();
  const wanted: ColumnRole[] =
    kind === "text"
      ? ["text", "id", "source"]
      : ["messages", "prompt", "completion", "system", "id", "source"];
  for (const [role, names] of NAMES) {
    if (!wanted.includes(role)) continue;
    const column = names
      .map((name) => table.columns.find((c) => c.trim().toLowerCase() === name && !roles[c]))
      .find(Boolean);
    if (column && !given.has(role)) {
      roles[column] = role;
      given.add(role);
    }
  }
  // Two unnamed columns are a question and its answer more often than anything else; the person can change it.
  if (kind !== "text" && given.size === 0 && table.columns.length === 2) {
    const [first, second] = table.columns as [string, string];
    return { [first]: "prompt", [second]: "completion" };
  }
  return Object.fromEntries(table.columns.map((column) => [column, roles[column] ?? "ignore"]));
}
