import { splitExact } from "@/lib/domain/payments/split-exact";
import type { AttributionEvidence } from "@/lib/schemas/attribution";

/** Policy parameters of the first version (attribution specification, section 12). */
export const ATTRIBUTION_POLICY = {
  /** Below this lift of the adapter over the base the answer is not the data's doing. */
  minLiftMilliNats: 20,
  clusterCapPermille: 250n,
  contributorCapPermille: 800n,
} as const;

/** Long-run shares in parts per billion, by contributorId. */
export type LongRun = Record<string, number>;

export type AnswerSplit = {
  method: "influence" | "fallback";
  /** Why the pool went by long-run shares; null for an influence split. */
  fallbackReason: "low_lift" | "below_null" | "no_evidence" | "own_question" | null;
  /** Wei per contributorId, ascending by contributorId; sums to the pool unless nobody is left. */
  amounts: { contributorId: string; wei: bigint }[];
  /** Per cluster what of its contributor's amount it brought, permille of the pool; for showing only. */
  clusters: { cluster: number; sharePermille: number }[];
};

function byKey(a: { contributorId: string }, b: { contributorId: string }): number {
  return a.contributorId < b.contributorId ? -1 : 1;
}

/** Splits by long-run shares without the excluded contributors; nothing when nobody is left. */
function splitLongRun(pool: bigint, longRun: LongRun, excluded: ReadonlySet<string>): Map<string, bigint> {
  const left = Object.entries(longRun)
    .filter(([contributorId, share]) => share > 0 && !excluded.has(contributorId))
    .map(([contributorId, share]) => ({ contributorId, share }))
    .sort(byKey);
  if (left.length === 0 || pool === 0n) return new Map();
  const parts = splitExact(
    pool,
    left.map(({ share }) => BigInt(share)),
  );
  return new Map(left.map(({ contributorId }, i) => [contributorId, parts[i] ?? 0n]));
}

function toAmounts(sums: ReadonlyMap<string, bigint>): AnswerSplit["amounts"] {
  return [...sums]
    .map(([contributorId, wei]) => ({ contributorId, wei }))
    .filter(({ wei }) => wei > 0n)
    .sort(byKey);
}

/**
 * Divides the data pool of one answer, in integers. Excess over the null threshold pays contributors; each cluster
 * counts at most a quarter and each contributor at most four fifths; what a cap cuts off, and what the payer would
 * have paid to himself, goes by long-run shares.
 * @param ownIds contributorIds that belong to the payer: he is not paid for his own question
 */
export function splitAnswer(input: {
  pool: bigint;
  evidence: AttributionEvidence | null;
  longRun: LongRun;
  ownIds: ReadonlySet<string>;
}): AnswerSplit {
  const { pool, evidence, longRun, ownIds } = input;
  const fallback = (reason: NonNullable<AnswerSplit["fallbackReason"]>): AnswerSplit => ({
    method: "fallback",
    fallbackReason: reason,
    amounts: toAmounts(splitLongRun(pool, longRun, ownIds)),
    clusters: [],
  });
  if (!evidence) return fallback("no_evidence");
  if (evidence.liftMilliNats < ATTRIBUTION_POLICY.minLiftMilliNats) return fallback("low_lift");
  const excessTotal = BigInt(evidence.excessTotal);
  if (excessTotal <= 0n) return fallback("below_null");

  const idOf = new Map(evidence.contributors.map((entry) => [entry.contributor, entry.contributorId]));
  const clusterCap = (excessTotal * ATTRIBUTION_POLICY.clusterCapPermille) / 1000n;
  const contributorCap = (excessTotal * ATTRIBUTION_POLICY.contributorCapPermille) / 1000n;
  const sums = new Map(evidence.contributors.map((entry) => [entry.contributorId, BigInt(entry.excess)]));
  // Only the listed clusters can be above the cap: the list holds the 256 strongest.
  for (const { contributor, excess } of evidence.clusters) {
    const over = BigInt(excess) - clusterCap;
    const id = idOf.get(contributor);
    if (over > 0n && id !== undefined) sums.set(id, (sums.get(id) ?? 0n) - over);
  }
  let overflow = excessTotal;
  const weights: { contributorId: string; weight: bigint }[] = [];
  for (const [contributorId, sum] of sums) {
    const weight = sum > contributorCap ? contributorCap : sum;
    if (ownIds.has(contributorId) || weight <= 0n) continue;
    weights.push({ contributorId, weight });
    overflow -= weight;
  }
  weights.sort(byKey);
  const parts = splitExact(pool, [...weights.map(({ weight }) => weight), overflow]);
  const amounts = new Map(weights.map(({ contributorId }, i) => [contributorId, parts[i] ?? 0n]));
  for (const [contributorId, wei] of splitLongRun(parts[weights.length] ?? 0n, longRun, ownIds)) {
    amounts.set(contributorId, (amounts.get(contributorId) ?? 0n) + wei);
  }
  const clusters = evidence.clusters
    .filter(({ excess }) => BigInt(excess) > 0n)
    .map(({ cluster, excess }) => ({
      cluster,
      sharePermille: Number((BigInt(excess) * 1000n) / excessTotal),
    }));
  return { method: "influence", fallbackReason: null, amounts: toAmounts(amounts), clusters };
}

/** How sure the split is: the sum of squared shares over contributors, "weak" where the index has few decoys. */
export function confidenceOf(
  amounts: AnswerSplit["amounts"],
  weak: boolean,
): "high" | "medium" | "low" | "weak" {
  if (weak) return "weak";
  const total = Number(amounts.reduce((sum, { wei }) => sum + wei, 0n));
  if (total === 0) return "low";
  const concentration = amounts.reduce((sum, { wei }) => sum + (Number(wei) / total) ** 2, 0);
  return concentration >= 0.5 ? "high" : concentration >= 0.3 ? "medium" : "low";
}
