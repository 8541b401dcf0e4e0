import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

export type Split = "train" | "validation" | "test";

/** 5 % test rows, 20 to 500 (under 100 rows: 20 %, at most 10); 5 % more for validation, none under 100 rows. */
export function splitSizes(rows: number): { train: number; validation: number; test: number } {
  if (rows < 100) {
    const test = Math.min(10, Math.floor(rows * 0.2));
    return { train: rows - test, validation: 0, test };
  }
  const test = Math.min(500, Math.max(20, Math.round(rows * 0.05)));
  const validation = Math.min(500, Math.max(10, Math.round(rows * 0.05)));
  return { train: rows - test - validation, validation, test };
}

/**
 * Draws the split with a server secret over the salted commitments, so that nobody can know before the run
 * which rows are held out. Only cluster leaders take part: a near copy on the other side would leak.
 * @param commitments 0x-hex of the leaders
 */
export function splitRows(commitments: readonly string[], secretHex: string): Split[] {
  const sizes = splitSizes(commitments.length);
  const secret = hexToBytes(secretHex);
  const ranked = commitments
    .map((commitment, index) => ({
      index,
      key: bytesToHex(hmac(sha256, secret, hexToBytes(commitment.slice(2)))),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const splits: Split[] = new Array(commitments.length).fill("train");
  ranked.forEach(({ index }, rank) => {
    if (rank < sizes.test) splits[index] = "test";
    else if (rank < sizes.test + sizes.validation) splits[index] = "validation";
  });
  return splits;
}
