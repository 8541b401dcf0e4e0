const WORD = 256;

export type ReviewBits = { word: number; bits: bigint };

/** Positions of a batch as the registry's review words: bit `i` of word `w` is position `256 w + i`. */
export function reviewWords(positions: readonly number[]): ReviewBits[] {
  const words = new Map<number, bigint>();
  for (const position of positions) {
    const word = Math.floor(position / WORD);
    words.set(word, (words.get(word) ?? 0n) | (1n << BigInt(position % WORD)));
  }
  return [...words].map(([word, bits]) => ({ word, bits })).sort((a, b) => a.word - b.word);
}
