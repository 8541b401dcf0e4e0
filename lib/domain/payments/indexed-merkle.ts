import { concat, type Hex, keccak256, zeroHash } from "viem";

/**
 * Merkle trees that remember positions: leaf `keccak256(0x00 ‖ digest)`, node `keccak256(left ‖ right)`, padded with
 * zero words to a power of two. Same format as `contracts/src/libraries/IndexedMerkle.sol`.
 */
export function indexedMerkleRoot(digests: readonly Hex[]): Hex {
  const levels = buildLevels(digests);
  return levels.at(-1)?.[0] ?? zeroHash;
}

/**
 * Siblings from the leaf at `index` up to the root.
 * @throws RangeError when the index is outside the list
 */
export function indexedMerkleProof(digests: readonly Hex[], index: number): Hex[] {
  if (!Number.isInteger(index) || index < 0 || index >= digests.length) {
    throw new RangeError(`Leaf ${index} is not in this tree of ${digests.length}.`);
  }
  let at = index;
  return buildLevels(digests)
    .slice(0, -1)
    .map((level) => {
      const sibling = level[at ^ 1] ?? zeroHash;
      at >>= 1;
      return sibling;
    });
}

/** Whether `digest` stands at `index` of the `count` leaves under `root`. */
export function verifyIndexedMerkleProof(
  root: Hex,
  count: number,
  index: number,
  digest: Hex,
  proof: readonly Hex[],
): boolean {
  if (!Number.isInteger(index) || index < 0 || index >= count) return false;
  if (proof.length !== Math.ceil(Math.log2(count))) return false;
  let at = index;
  let computed = leafHash(digest);
  for (const sibling of proof) {
    computed = at % 2 === 0 ? keccak256(concat([computed, sibling])) : keccak256(concat([sibling, computed]));
    at >>= 1;
  }
  return computed === root;
}

function leafHash(digest: Hex): Hex {
  return keccak256(concat(["0x00", digest]));
}

/** From the padded leaves up to the root; empty for an empty list. */
function buildLevels(digests: readonly Hex[]): Hex[][] {
  if (digests.length === 0) return [];
  const width = 2 ** Math.ceil(Math.log2(digests.length));
  let level: Hex[] = Array.from({ length: width }, (_, i) => {
    const digest = digests[i];
    return digest ? leafHash(digest) : zeroHash;
  });
  const levels = [level];
  while (level.length > 1) {
    const below = level;
    level = Array.from({ length: below.length / 2 }, (_, i) =>
      keccak256(concat([below[2 * i] ?? zeroHash, below[2 * i + 1] ?? zeroHash])),
    );
    levels.push(level);
  }
  return levels;
}
