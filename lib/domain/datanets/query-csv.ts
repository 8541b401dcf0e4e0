import type { QueryResult } from "@/lib/schemas/datanet-versions";
import { csvCell } from "./csv-cell";

const NUMERIC = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL.*|FLOAT|DOUBLE)$/;

/** Whether a column of the engine's type holds numbers; large ones travel as digits. */
export function isNumeric(type: string): boolean {
  return NUMERIC.test(type);
}

/** A query's result as CSV with a head. Numbers stay numbers, also negative ones and those that travel as digits. */
export function queryCsv(result: Pick<QueryResult, "columns" | "rows">): string {
  const { columns, rows } = result;
  const lines = rows.map((row) =>
    // Digits of a number need no guard against formulas, and lose nothing as they are.
    row.map((cell, i) => (cell !== null && isNumeric(columns[i]?.type ?? "") ? String(cell) : csvCell(cell))),
  );
  return [columns.map(({ name }) => csvCell(name)), ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}
