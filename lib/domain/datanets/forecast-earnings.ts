/** What a record of a Datanet earned lately, as the only thing that can be said about what another one will. */

/** One contributor's records that are first of their kind, and what they were paid together. */
export type LeaderGroup = { leaders: number; paidWei: bigint };

const LOW = 0.1;
const HIGH = 0.9;

/**
 * The tenth and the ninetieth percentile of OPEN per leader record (nearest rank). Answers pay contributors, not rows, so
 * every record of a contributor counts with their mean.
 * @returns null while nothing was earned
 */
export function forecastEarnings(groups: readonly LeaderGroup[]): { p10Wei: bigint; p90Wei: bigint } | null {
  const means = groups
    .filter(({ leaders }) => leaders > 0)
    .map(({ leaders, paidWei }) => ({ leaders, wei: paidWei / BigInt(leaders) }))
    .sort((a, b) => (a.wei < b.wei ? -1 : a.wei > b.wei ? 1 : 0));
  const total = means.reduce((sum, { leaders }) => sum + leaders, 0);
  if (groups.every(({ paidWei }) => paidWei === 0n) || total === 0) return null;
  const at = (share: number): bigint => {
    let left = Math.max(1, Math.ceil(total * share));
    for (const { leaders, wei } of means) {
      left -= leaders;
      if (left <= 0) return wei;
    }
    return 0n;
  };
  return { p10Wei: at(LOW), p90Wei: at(HIGH) };
}
