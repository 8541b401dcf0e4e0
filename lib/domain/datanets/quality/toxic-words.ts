import { cuss as english } from "cuss";
import { cuss as arabicLatin } from "cuss/ar-latn";
import { cuss as spanish } from "cuss/es";
import { cuss as french } from "cuss/fr";
import { cuss as italian } from "cuss/it";
import { cuss as portuguese } from "cuss/pt";
import { sha256, toBytes } from "viem";

const LISTS: Record<string, Record<string, number>> = {
  ar: arabicLatin,
  en: english,
  es: spanish,
  fr: french,
  it: italian,
  pt: portuguese,
};
/** The list's own rating of words that are hardly ever meant otherwise. */
const SURE = 2;

export type ToxicWords = {
  words: ReadonlySet<string> /** sha256 of the sorted words, one a line. */;
  hash: string;
};

/**
 * Single words that are hardly ever meant otherwise, in English and in the declared languages that have a list. A weak
 * signal: it knows words and no meaning.
 */
export function toxicWords(declared: readonly string[]): ToxicWords {
  const tags = new Set(["en", ...declared.map((tag) => tag.toLowerCase().split("-")[0] ?? "")]);
  const words = new Set<string>();
  for (const tag of tags)
    for (const [word, rating] of Object.entries(LISTS[tag] ?? {}))
      if (rating === SURE && /^[\p{L}\p{N}]+$/u.test(word)) words.add(word.normalize("NFKC").toLowerCase());
  return { words, hash: sha256(toBytes([...words].sort().join("\n"))).slice(2) };
}
