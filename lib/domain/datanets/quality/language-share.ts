import { franc } from "franc";
import { codesOf, MEASURED_CODES } from "./languages";

/** Below this many letters trigrams guess. */
const FEWEST_LETTERS = 60;

const lettersOf = (text: string) => text.match(/\p{L}/gu)?.length ?? 0;

/** Texts in order, short ones joined with their neighbour, so that each piece is long enough to be measured. */
function pieces(texts: readonly string[]): { text: string; letters: number }[] {
  const joined: { text: string; letters: number }[] = [];
  let open: { text: string; letters: number } | null = null;
  for (const text of texts) {
    const letters = lettersOf(text);
    if (open) {
      open.text += `\n${text}`;
      open.letters += letters;
    } else open = { text, letters };
    if (open.letters >= FEWEST_LETTERS) {
      joined.push(open);
      open = null;
    }
  }
  const last = joined.at(-1);
  if (open && last) {
    last.text += `\n${open.text}`;
    last.letters += open.letters;
  } else if (open) joined.push(open);
  return joined;
}

/**
 * Share of letters that stand in pieces of a declared language, in hundredths of a percent.
 * @param texts a record's turns
 * @param declared BCP 47 tags; tags that cannot be measured count as absent
 * @returns null where it cannot be said: nothing declared, or fewer than 60 letters
 */
export function languageShareBps(texts: readonly string[], declared: readonly string[]): number | null {
  const wanted = new Set(declared.flatMap((tag) => codesOf(tag) ?? []));
  const parts = pieces(texts);
  const letters = parts.reduce((sum, part) => sum + part.letters, 0);
  if (wanted.size === 0 || letters < FEWEST_LETTERS) return null;
  let inside = 0;
  for (const part of parts)
    if (wanted.has(franc(part.text, { only: [...MEASURED_CODES], minLength: 1 }))) inside += part.letters;
  return Math.floor((inside * 10_000) / letters);
}
