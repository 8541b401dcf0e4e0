/**
 * `dedup-1`: which records say the same thing, and who was first. In first-come order each record joins the
 * earliest leader it matches (equal normalised text, or Jaccard >= 0.8 over 5-token shingles). A record never
 * joins a follower, so nobody can bridge two honest authors.
 */
const SHINGLE = 5;
const THRESHOLD = 0.8;

/** NFKC, lower case, runs of letters and digits; each CJK character is a token of its own. */
export function normalisedTokens(text: string): string[] {
  const lower = text.normalize("NFKC").toLowerCase();
  return lower.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu) ?? [];
}

/** Distinct 5-token shingles; a shorter text is one shingle. */
export function shinglesOf(tokens: readonly string[]): Set<string> {
  if (tokens.length <= SHINGLE) return new Set([tokens.join(" ")]);
  const shingles = new Set<string>();
  for (let i = 0; i + SHINGLE <= tokens.length; i++) shingles.add(tokens.slice(i, i + SHINGLE).join(" "));
  return shingles;
}

export type Cluster = { cluster: number; leader: boolean };

/**
 * @param texts compared texts in first-come order
 * @returns for each text the index of its cluster's first record, and whether it is that record
 */
export function clusterRecords(texts: readonly string[]): Cluster[] {
  const leadersByShingle = new Map<string, number[]>();
  const sizes = new Map<number, number>();
  return texts.map((text, index) => {
    const shingles = shinglesOf(normalisedTokens(text));
    const shared = new Map<number, number>();
    for (const shingle of shingles) {
      for (const leader of leadersByShingle.get(shingle) ?? [])
        shared.set(leader, (shared.get(leader) ?? 0) + 1);
    }
    let earliest: number | null = null;
    for (const [leader, both] of shared) {
      const jaccard = both / (shingles.size + (sizes.get(leader) ?? 0) - both);
      if (jaccard >= THRESHOLD && (earliest === null || leader < earliest)) earliest = leader;
    }
    if (earliest !== null) return { cluster: earliest, leader: false };
    for (const shingle of shingles) {
      const list = leadersByShingle.get(shingle);
      if (list) list.push(index);
      else leadersByShingle.set(shingle, [index]);
    }
    sizes.set(index, shingles.size);
    return { cluster: index, leader: true };
  });
}
