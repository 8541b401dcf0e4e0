import "server-only";

/** File names are display text and never a path: the last part of it, without control and direction-changing characters. */
export function displayName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? name;
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Surrogate}]/gu, "")
    .normalize("NFC")
    .trim();
  if (plain.length <= 200) return plain || "rows";
  // The end tells the kind of file, so it stays.
  return `${plain.slice(0, 180)}…${plain.slice(-19)}`;
}
