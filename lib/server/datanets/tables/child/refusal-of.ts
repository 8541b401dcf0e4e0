import "server-only";
import { z } from "zod";
import { CLOSED, OUT_OF_MEMORY, TIMED_OUT } from "../refusals";
import type { QueryRefusal } from "../table-wire";

const MAX_MESSAGE = 600;

/** The engine's own account of an error (`errors_as_json`). */
const EngineError = z.object({
  exception_type: z.string(),
  exception_message: z.string(),
  position: z.string().optional(),
});

/** Where a byte of the query stands, counted from 1 as an editor does. */
function place(sql: string, position: string | undefined): string {
  if (position === undefined) return "";
  const before = Buffer.from(sql).subarray(0, Number(position)).toString();
  const lines = before.split("\n");
  return `Line ${lines.length}, column ${[...(lines.at(-1) ?? "")].length + 1}: `;
}

/** The engine's message as one sentence with its place. */
export function sayWhere(sql: string, message: string, position: string | undefined): string {
  const where = place(sql, position);
  const text = message.replaceAll(/\s+/g, " ").trim().slice(0, MAX_MESSAGE);
  const sentence = where ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return `${where}${sentence}${/[.!?"]$/.test(sentence) && !sentence.endsWith('"') ? "" : "."}`;
}

/** Most errors come as JSON; those that are raised beside the engine's own, as `<type> Error: <message>`. */
function readError(message: string): z.infer<typeof EngineError> {
  const parsed = EngineError.safeParse(safeJson(message));
  if (parsed.success) return parsed.data;
  const [, type = "", text = message] = /^([A-Z][\w ]*) Error: (.*)$/s.exec(message) ?? [];
  return { exception_type: type, exception_message: text };
}

/** What an error of the engine means for the person who wrote the query. Null when it is no error of the query's. */
export function refusalOf(cause: unknown, sql: string): QueryRefusal | null {
  if (!(cause instanceof Error)) return null;
  const { exception_type, exception_message, position } = readError(cause.message);
  if (/Values were not provided/.test(exception_message))
    return {
      kind: "refused",
      reason: "sql_failed",
      message: "The query has a placeholder. Write the value itself into it.",
    };
  switch (exception_type) {
    case "Permission":
      return CLOSED;
    case "Out of Memory":
      return OUT_OF_MEMORY;
    case "INTERRUPT":
      return TIMED_OUT;
    case "INTERNAL":
    case "FATAL":
    case "":
      return null;
    case "Parser":
      return { kind: "refused", reason: "sql_syntax", message: sayWhere(sql, exception_message, position) };
    default:
      return { kind: "refused", reason: "sql_failed", message: sayWhere(sql, exception_message, position) };
  }
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
