import { concat, encodeAbiParameters, type Hex, keccak256 } from "viem";

/**
 * OpenZeppelin's StandardMerkleTree format (double-hashed ABI leaves, sorted pairs, complete binary tree),
 * built in one pass. The published library is the oracle of the tests; this one is an order of magnitude
 * faster on the 4,096-leaf chunks of a snapshot.
 */
export type StandardTree = { root: Hex; proofOf: (index: number) => Hex[] };

function hashPair(a: Hex, b: Hex): Hex {
  return keccak256(a < b ? concat([a, b]) : concat([b, a]));
}

/** keccak256(keccak256(abi.encode(types, values))). */
export function standardLeafHash(types: readonly string[], values: readonly unknown[]): Hex {
  const encoded = encodeAbiParameters(
    types.map((type) => ({ type })),
    values as never,
  );
  return keccak256(keccak256(encoded));
}

/** @throws RangeError for an empty list: an empty set has no root. */
export function buildStandardTree(
  types: readonly string[],
  rows: readonly (readonly unknown[])[],
): StandardTree {
  if (rows.length === 0) throw new RangeError("A Merkle tree needs at least one leaf.");
  const leaves = rows
    .map((values, index) => ({ index, hash: standardLeafHash(types, values) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const size = 2 * leaves.length - 1;
  const tree: Hex[] = new Array(size);
  const positionOf = new Map<number, number>();
  leaves.forEach((leaf, i) => {
    tree[size - 1 - i] = leaf.hash;
    positionOf.set(leaf.index, size - 1 - i);
  });
  for (let i = size - 1 - leaves.length; i >= 0; i--)
    tree[i] = hashPair(tree[2 * i + 1] as Hex, tree[2 * i + 2] as Hex);
  return {
    root: tree[0] as Hex,
    proofOf: (index) => {
      let position = positionOf.get(index);
      if (position === undefined)
        throw new RangeError(`Leaf ${index} is not in this tree of ${leaves.length}.`);
      const proof: Hex[] = [];
      while (position > 0) {
        proof.push(tree[position % 2 === 1 ? position + 1 : position - 1] as Hex);
        position = (position - 1) >> 1;
      }
      return proof;
    },
  };
}

/** True when `leaf` hashed up through `proof` ends in `root`. */
export function verifyStandardProof(root: Hex, leaf: Hex, proof: readonly Hex[]): boolean {
  return proof.reduce(hashPair, leaf) === root;
}
