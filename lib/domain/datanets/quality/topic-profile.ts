import { sha256, toBytes } from "viem";

const LIST = 5_000;
/** Fewer accepted records say nothing about a topic. */
export const FEWEST_ACCEPTED = 200;
/** Nearest rank. */
const PERCENTILE = 0.05;

/** What an accepted set is about: its most frequent words, and how much of a usual record they make up. */
export type TopicProfile = {
  words: ReadonlySet<string>;
  /** sha256 of the words, most frequent first, one a line. */
  hash: string;
  /** Share that 95 of 100 accepted records reach, in hundredths of a percent. */
  fifthPercentileBps: number;
};

/** The words that a set of records uses most; ties go by the alphabet, so that everybody counts the same list. */
export class WordCounter {
  private readonly counts = new Map<string, number>();

  add(tokens: readonly string[]): void {
    for (const token of tokens) this.counts.set(token, (this.counts.get(token) ?? 0) + 1);
  }

  top(): string[] {
    return [...this.counts]
      .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
      .slice(0, LIST)
      .map(([token]) => token);
  }
}

/** Share of a record's words that stand in the list, in hundredths of a percent; a record without words has none. */
export function topicShareBps(tokens: readonly string[], words: ReadonlySet<string>): number {
  if (tokens.length === 0) return 0;
  return Math.floor((tokens.filter((token) => words.has(token)).length * 10_000) / tokens.length);
}

/** @param shares of the accepted records */
export function topicProfile(words: readonly string[], shares: readonly number[]): TopicProfile {
  const sorted = [...shares].sort((a, b) => a - b);
  return {
    words: new Set(words),
    hash: sha256(toBytes(words.join("\n"))).slice(2),
    fifthPercentileBps: sorted[Math.max(0, Math.ceil(sorted.length * PERCENTILE) - 1)] ?? 0,
  };
}
