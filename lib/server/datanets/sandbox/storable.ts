import "server-only";

const REPLACEMENT = "\uFFFD";

function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", REPLACEMENT);
}

/**
 * A JSON value whose texts and names every database takes: zero characters and halves of surrogate pairs, which JSON can
 * escape and PostgreSQL refuses, become the replacement character.
 */
export function storable(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [storableText(name), storable(inner)]),
  );
}
