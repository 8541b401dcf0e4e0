import "server-only";
import type { RejectedRow } from "@/lib/schemas/contributions";
import { cellsOf, isObject, isTooDeep, type ReadRow, rejectedRow } from "./batch";
import { MAX_DEPTH } from "./limits";

/** A whole number that a double cannot hold. Only then is the slower reading worth it. */
const BIG_INTEGER = /(?<![\d.eE+"-])-?\d{16,}(?![\d.eE"])/;

/** JSON.parse that keeps integers beyond 2^53 as text, digit for digit. */
export function parseJson(text: string): unknown {
  if (!BIG_INTEGER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source
      ? context.source
      : value,
  );
}

/** What the parser complained about, without its copy of the text, and where (1-based). */
export function jsonPlace(cause: unknown, text: string): { line: number; column: number; what: string } {
  const message = (cause as Error).message;
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, at);
  return {
    line: before.split("\n").length,
    column: at - before.lastIndexOf("\n"),
    what: message
      .replace(/ in JSON.*$/s, "")
      .replace(/ \(line.*$/s, "")
      .replace(/, "[\s\S]*$/, ""),
  };
}

/** One entry of JSON Lines or of an array as a row, or the reason why it is none. */
export function rowOfJson(text: string, line: number, word: "Line" | "Entry"): ReadRow | RejectedRow {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    const place = jsonPlace(cause, text);
    return rejectedRow(
      line,
      "json_invalid",
      `${word} ${line}, column ${place.column}: ${place.what}.`,
      text,
      String(place.column),
    );
  }
  if (!isObject(value))
    return rejectedRow(line, "json_invalid", `${word} ${line} is not a JSON object.`, text);
  if (isTooDeep(value))
    return rejectedRow(
      line,
      "json_depth",
      `${word} ${line} is nested deeper than ${MAX_DEPTH} levels. Flatten it.`,
      text,
    );
  return { line, cells: cellsOf(value) };
}

export function isRejected(row: ReadRow | RejectedRow): row is RejectedRow {
  return "code" in row;
}
