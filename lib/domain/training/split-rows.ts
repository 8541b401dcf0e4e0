import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

export type Split = "train" | "validation" | "test";

type Sizes = { train: number; validation: number; test: number };

/** 5 % test rows, 20 to 500 (under 100 rows: 20 %, at most 10); 5 % more for validation, none under 100 rows. */
function usualSizes(rows: number): Sizes {
  if (rows < 100) {
    const test = Math.min(10, Math.floor(rows * 0.2));
    return { train: rows - test, validation: 0, test };
  }
  const test = Math.min(500, Math.max(20, Math.round(rows * 0.05)));
  const validation = Math.min(500, Math.max(10, Math.round(rows * 0.05)));
  return { train: rows - test - validation, validation, test };
}

/** Sizes where rows may come with a split of their own: what is named is kept, and filled up to the usual sizes. */
export function splitSizes(named: readonly (Split | null)[]): Sizes {
  const usual = usualSizes(named.length);
  const count = (split: Split) => named.filter((one) => one === split).length;
  const test = Math.max(count("test"), Math.min(usual.test, named.length - count("validation")));
  const validation = Math.max(count("validation"), Math.min(usual.validation, named.length - test));
  return { train: named.length - test - validation, validation, test };
}

/** Rows that came as training rows and are held out all the same, since too few others are left. */
export function heldOutAgainstName(named: readonly (Split | null)[]): number {
  const { test, validation } = splitSizes(named);
  return Math.max(0, test + validation - named.filter((one) => one !== "train").length);
}

/**
 * Draws the split with a server secret over the salted commitments, so that nobody can know before the run
 * which rows are held out. Only cluster leaders take part: a near copy on the other side would leak. Rows that came
 * with a split keep it; the others are drawn first, and rows named for training only when those do not suffice.
 * @param commitments 0x-hex of the leaders
 * @param named the split each came with
 */
export function splitRows(
  commitments: readonly string[],
  secretHex: string,
  named: readonly (Split | null)[] = commitments.map(() => null),
): Split[] {
  const sizes = splitSizes(named);
  const secret = hexToBytes(secretHex);
  const ranked = commitments
    .map((commitment, index) => ({
      index,
      key: bytesToHex(hmac(sha256, secret, hexToBytes(commitment.slice(2)))),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const splits: Split[] = commitments.map((_, index) => named[index] ?? "train");
  const count = (split: Split) => splits.filter((one) => one === split).length;
  const free = [null, "train"].flatMap((wanted) =>
    ranked.filter(({ index }) => (named[index] ?? null) === wanted),
  );
  const lacking: Split[] = [
    ...new Array<Split>(sizes.test - count("test")).fill("test"),
    ...new Array<Split>(sizes.validation - count("validation")).fill("validation"),
  ];
  lacking.forEach((split, rank) => {
    const drawn = free[rank];
    if (drawn) splits[drawn.index] = split;
  });
  return splits;
}
