import type { TrainingSettings } from "@/lib/schemas/training";

/** Integer-safe price and time of a plan before it starts. */
const PFLOP = 10n ** 15n;

export type Offer = { ratePerPflopWei: bigint; startFeeWei: bigint };

type PlannedWork = {
  parameters: number;
  trainTokens: number;
  evalTokens: number;
  steps: number;
  settings: Pick<TrainingSettings, "dora" | "rank">;
};

/**
 * flop = P * (k * trainTokens + 2 * evalTokens), k = 4 for LoRA: no weight gradients of the base. DoRA also multiplies
 * its matrices out and measures the rows of what they make, once a step: 2 * rank + 4 operations per parameter.
 */
export function planFlop({ parameters, trainTokens, evalTokens, steps, settings }: PlannedWork): bigint {
  const measured = settings.dora ? steps * (2 * settings.rank + 4) : 0;
  return (
    BigInt(Math.ceil(parameters)) * (4n * BigInt(trainTokens) + 2n * BigInt(evalTokens) + BigInt(measured))
  );
}

/** price = startFee + ratePerPflop * flop / 1e15, rounded up. */
export function planPriceUp(offer: Offer, flop: bigint): bigint {
  return offer.startFeeWei + (offer.ratePerPflopWei * flop + PFLOP - 1n) / PFLOP;
}

/** Steps of a full schedule: every epoch ends with a possibly smaller batch. */
export function planSteps(trainRows: number, batchSize: number, epochs: number): number {
  return Math.ceil(trainRows / batchSize) * epochs;
}

/** Wei per step; the last step may be cut by the cap. */
export function ratePerStepUp(capWei: bigint, steps: number): bigint {
  return (capWei + BigInt(steps) - 1n) / BigInt(steps);
}

/** What a run has earned after `step` of its steps. */
export function accruedWei(capWei: bigint, ratePerStep: bigint, step: number): bigint {
  const raw = ratePerStep * BigInt(step);
  return raw < capWei ? raw : capWei;
}
