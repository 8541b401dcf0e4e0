/**
 * Largest remainder: `parts[i] = floor(amount * weights[i] / sum)`, and the units that are left go one each to the
 * largest remainders, ties to the lowest index. The parts always add up to the amount. Same function as
 * `contracts/src/libraries/SplitExact.sol`.
 * @throws RangeError for a negative input or when all weights are zero
 */
export function splitExact(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (amount < 0n || weights.some((weight) => weight < 0n))
    throw new RangeError("Amounts and weights are not negative.");
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  if (sum === 0n) throw new RangeError("All weights are zero: nothing says who gets the amount.");
  const parts = weights.map((weight) => (amount * weight) / sum);
  const missing = Number(amount - parts.reduce((total, part) => total + part, 0n));
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % sum }))
    .sort((a, b) => (a.remainder > b.remainder ? -1 : a.remainder < b.remainder ? 1 : a.index - b.index));
  for (const { index } of byRemainder.slice(0, missing)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}
