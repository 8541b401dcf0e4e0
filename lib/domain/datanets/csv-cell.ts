/**
 * One cell of a CSV file. A spreadsheet runs a text that begins like a formula; a leading apostrophe keeps it text there.
 * Numbers stay numbers, null is empty.
 */
export function csvCell(value: unknown): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text =
    typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : String(value);
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
