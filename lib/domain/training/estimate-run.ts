/** Integer-safe price and time of a plan before it starts. */
const PFLOP = 10n ** 15n;

export type Offer = { ratePerPflopWei: bigint; startFeeWei: bigint };

/** flop = P * (k * trainTokens + 2 * evalTokens), k = 4 for LoRA: no weight gradients of the base. */
export function planFlop(input: { parameters: number; trainTokens: number; evalTokens: number }): bigint {
  return (
    BigInt(Math.ceil(input.parameters)) * (4n * BigInt(input.trainTokens) + 2n * BigInt(input.evalTokens))
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
