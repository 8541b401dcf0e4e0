import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

const ALL_BPS = 10_000;

/**
 * Share of a run's segments that is replayed: everything of a wallet-only worker and of anybody's first five runs,
 * a tenth of the next twenty, then 3 %. With share p and m faked segments, 1 - (1 - p)^m of the lies are found.
 * @param passedRuns runs of this wallet that passed all checks since its last refusal
 */
export function auditShareBps(tier: number, passedRuns: number): number {
  if (tier >= 3 || passedRuns < 5) return ALL_BPS;
  return passedRuns < 25 ? 1_000 : 300;
}

/**
 * Draws segments with a seed that nobody knew when the states were committed: segment i is drawn when the first
 * eight bytes of SHA-256(seed ‖ "segment" ‖ i) fall below the share.
 * @param seed 0x-hex hash of the block after the submission
 * @param lastSteps last step of each segment, ascending
 */
export function drawSegments(seed: string, lastSteps: readonly number[], shareBps: number): number[] {
  const limit = ((1n << 64n) * BigInt(shareBps)) / BigInt(ALL_BPS);
  const bytes = hexToBytes(seed.slice(2));
  return lastSteps.filter((_, index) => {
    const digest = sha256(concatBytes(bytes, utf8ToBytes(`segment ${index}`)));
    const value = digest.subarray(0, 8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return value < limit;
  });
}
