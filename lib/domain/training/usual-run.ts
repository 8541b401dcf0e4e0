import type { EarlierRun } from "./expected-run";
import { slowdown } from "./slowdown";

/** Two small cores train a 5.5M-parameter base at about this many tokens a second (docs/benchmarks). */
const TINY = { parameters: 5_500_000, tokensPerSecond: 2_000 };
/** Loading, probing, the baseline, the evaluation of the result and its attribution index, on the same machine. */
const AROUND_S = 30;

/** Seconds from a worker's start to the end of the checks, as measured for the bundled base and scaled by size. */
export function usualSeconds(
  base: { parameters: number },
  tokens: number,
  settings: Parameters<typeof slowdown>[0],
): number {
  return (
    AROUND_S + (slowdown(settings) * tokens * base.parameters) / (TINY.tokensPerSecond * TINY.parameters)
  );
}

/** Runs with early stop as they were measured on other data, for an instance that has none of its own yet. */
export function stoppedPrior(baseModelId: string): EarlierRun[] {
  return baseModelId === "mf-tiny" ? TINY_STOPPED : USUALLY_STOPPED;
}

const TINY_STOPPED: EarlierRun[] = [];

/** Larger bases gain for one to three passes over a few hundred rows or more; nothing was measured here. */
const USUALLY_STOPPED: EarlierRun[] = [
  { step: 100, steps: 100, epochs: 1, evaluations: 10 },
  { step: 80, steps: 100, epochs: 3, evaluations: 10 },
  { step: 100, steps: 100, epochs: 3, evaluations: 10 },
];
