/**
 * What a plan with early stop probably comes to. A run stops after three evaluations without a gain, so what earlier
 * runs teach is how many passes over the data were worth their while; a plan of other length or with other evaluations
 * stops elsewhere on its way. Cap and price per step stay those of the whole plan.
 */

/** As the worker's monitor has it: evaluations without a gain until a run stops. */
export const PATIENCE = 3;

/** How far an ended run went: of its plan, and with how many evaluations at even distances. */
export type EarlierRun = { step: number; steps: number; epochs: number; evaluations: number };

/** Shares of a plan: what is likely, and between which two values four of five runs lie. */
export type Band = { low: number; expected: number; high: number };

/** Passes over the data up to the best evaluation; null for a run that was still gaining at its end. */
function bestEpoch(run: EarlierRun): number | null {
  if (run.step >= run.steps) return null;
  const stoppedAt = Math.round((run.step / run.steps) * run.evaluations);
  return (Math.max(stoppedAt - PATIENCE, 0) / run.evaluations) * run.epochs;
}

/** Where the stop rule ends a plan whose best evaluation is the first one at or after `best` passes. */
function stopShare(best: number, plan: { epochs: number; evaluations: number }): number {
  // A hair less than the quotient: 0.3 of ten evaluations is the third, whatever the division says.
  const at = Math.ceil((best / plan.epochs) * plan.evaluations - 1e-9);
  return Math.min(1, (Math.max(at, 0) + PATIENCE) / plan.evaluations);
}

/** How much of `plan` would have been done, had it gone as `run` did. */
function shareLike(run: EarlierRun, plan: { epochs: number; evaluations: number }): number {
  const best = bestEpoch(run);
  // Still gaining after that many passes: a plan of no more passes runs to its end, a longer one at least so far.
  return best === null ? stopShare(run.epochs, plan) : stopShare(best, plan);
}

const quantile = (sorted: readonly number[], share: number): number => {
  const at = (sorted.length - 1) * share;
  const [below = 0, above = below] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
};

/**
 * @param history comparable runs with early stop, best first; the prior fills up what is missing
 * @param prior runs as they are known from measurements of the base, used while there is little history
 */
export function expectedShare(
  plan: { epochs: number; evaluations: number },
  history: readonly EarlierRun[],
  prior: readonly EarlierRun[],
): Band {
  const runs = history.length >= prior.length ? history : [...history, ...prior];
  // Own history counts double beside measurements on other data.
  const shares = runs
    .flatMap((run, i) => {
      const share = shareLike(run, plan);
      return i < history.length && history.length < prior.length ? [share, share] : [share];
    })
    .sort((a, b) => a - b);
  if (shares.length === 0)
    return { low: Math.min(1, (1 + PATIENCE) / plan.evaluations), expected: 1, high: 1 };
  const expected = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return { low: quantile(shares, 0.1), expected, high: quantile(shares, 0.9) };
}

/**
 * How much longer or shorter than foreseen a run takes here, from how earlier ones did.
 * @param ratios seconds of earlier runs ÷ seconds that were foreseen for what they did
 */
export function expectedPace(ratios: readonly number[]): Band {
  if (ratios.length === 0) return { low: 0.7, expected: 1, high: 1.6 };
  const sorted = ratios.toSorted((a, b) => a - b);
  const expected = quantile(sorted, 0.5);
  // Few runs say little about the spread; a fifth to either side is the least that is shown.
  return {
    low: Math.min(quantile(sorted, 0.1), expected * 0.8),
    expected,
    high: Math.max(quantile(sorted, 0.9), expected * 1.2),
  };
}
