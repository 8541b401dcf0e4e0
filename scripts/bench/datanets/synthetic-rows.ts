import type { RecordContent } from "@/lib/domain/datanets/record-content";

/** Deterministic 32-bit generator (mulberry32), so that every run measures the same rows. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SYLLABLES = [
  "ka",
  "lo",
  "mi",
  "ter",
  "san",
  "dro",
  "ve",
  "ul",
  "pin",
  "gra",
  "bo",
  "shi",
  "ne",
  "fa",
  "quo",
  "ry",
];
const VOCABULARY = 20_000;
/** Few words are common and most are rare, as in a language: rank by a power of a uniform draw. */
const SKEW = 2.2;

function word(rank: number): string {
  let text = "";
  for (let rest = rank + 17; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    text += SYLLABLES[rest % SYLLABLES.length];
  return text;
}

export function words(random: () => number, count: number): string[] {
  return Array.from({ length: count }, () => word(Math.floor(VOCABULARY * random() ** SKEW)));
}

export const contentOf = (prompt: string, completion: string): RecordContent => ({
  kind: "pair",
  fields: { prompt, completion },
  meta: {},
});

/** A question of 6 to 13 and an answer of 20 to 79 words. */
export function syntheticRow(random: () => number): { prompt: string[]; completion: string[] } {
  return {
    prompt: words(random, 6 + Math.floor(random() * 8)),
    completion: words(random, 20 + Math.floor(random() * 60)),
  };
}
