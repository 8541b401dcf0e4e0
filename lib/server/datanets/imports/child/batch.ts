import "server-only";
import type { TableRow } from "@/lib/domain/datanets/convert-row";
import type { RejectedRow } from "@/lib/schemas/contributions";
import { MAX_DEPTH } from "./limits";

/** Where reading can go on: byte of the file, rows before it, and the line it stands on. */
export type Cursor = { offset: number; rows: number; line: number };
export const START: Cursor = { offset: 0, rows: 0, line: 1 };

export type ReadRow = TableRow & { bytes?: { start: number; end: number; page?: number } };
/** Rows in file order and rows that could not be read, and where the next batch starts. */
export type Batch = { rows: ReadRow[]; rejected: RejectedRow[]; cursor: Cursor };

const RAW = 500;

export function rejectedRow(
  line: number,
  code: string,
  message: string,
  raw: string,
  column: string | null = null,
): RejectedRow {
  return { line, column, code, message, raw: raw.slice(0, RAW) };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names that reach an object's prototype are no columns. */
const isColumn = (name: string) => name !== "__proto__" && name !== "constructor";

/** Own keys only, without the names that reach a prototype. */
export function cellsOf(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => isColumn(key)));
}

/** Cells of a row under its columns' names; missing ones are empty. */
export function namedCells(names: readonly string[], cells: readonly string[]): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  for (const [i, name] of names.entries()) if (isColumn(name)) named[name] = cells[i] ?? "";
  return named;
}

/** True when arrays and objects are nested deeper than a record may be. Does not recurse, so depth cannot hurt it. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    const next: unknown[] = [];
    for (const entry of level) {
      if (typeof entry !== "object" || entry === null) continue;
      for (const inner of Object.values(entry))
        if (typeof inner === "object" && inner !== null) next.push(inner);
    }
    level = next;
  }
  return false;
}
