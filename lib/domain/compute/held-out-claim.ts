const TOLERANCE = 0.01;
/** Below this many nats rounding decides, so differences are measured against it. */
const SMALLEST = 0.05;

type Claim = { baseEvalLoss: number | null; evalLoss: number | null };
type Measured = { baseLoss: number; tunedLoss: number };

const differs = (claimed: number | null, measured: number): boolean =>
  claimed === null || Math.abs(claimed - measured) > TOLERANCE * Math.max(Math.abs(measured), SMALLEST);

/**
 * Holds a worker's validation losses against those of a trusted machine; both must agree within 1 %.
 * @returns the claim that does not hold, null when both do
 */
export function falseHeldOutClaim(claim: Claim, measured: Measured): "base" | "tuned" | null {
  if (differs(claim.baseEvalLoss, measured.baseLoss)) return "base";
  return differs(claim.evalLoss, measured.tunedLoss) ? "tuned" : null;
}

/** A gain on rows that the worker saw, without half of it on rows that it did not, asks for a full replay. */
export function isSuspiciousGain(validation: Measured, test: Measured): boolean {
  const gain = validation.baseLoss - validation.tunedLoss;
  return gain > SMALLEST && test.baseLoss - test.tunedLoss < gain / 2;
}
