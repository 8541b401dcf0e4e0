/** Token counts of one call and the price it is charged at, in OPEN wei per 1,000 tokens. */
export interface MeteredCall {
  tokensIn: number;
  tokensOut: number;
  inPer1kWei: bigint;
  outPer1kWei: bigint;
}

/**
 * `ceil((tokensIn * inPer1k + tokensOut * outPer1k) / 1000)`, the price of one call in OPEN wei.
 * @throws RangeError for a negative or fractional token count
 */
export function chargeUp(call: MeteredCall): bigint {
  for (const count of [call.tokensIn, call.tokensOut]) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a token count.`);
  }
  const milli = BigInt(call.tokensIn) * call.inPer1kWei + BigInt(call.tokensOut) * call.outPer1kWei;
  return (milli + 999n) / 1000n;
}
