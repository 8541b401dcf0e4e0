import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import fc from "fast-check";
import { type Hex, keccak256, toHex } from "viem";
import { describe, expect, it } from "vitest";
import { buildStandardTree, standardLeafHash, verifyStandardProof } from "./standard-merkle";

const TYPES = ["uint256", "bytes32", "bytes32"] as const;
const rowsOf = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => [BigInt(i), keccak256(toHex(`c${i}`)), keccak256(toHex(`p${i % 3}`))] as const,
  );

describe("buildStandardTree", () => {
  it("equals OpenZeppelin's tree in root and proofs", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
        const rows = rowsOf(count);
        const oracle = StandardMerkleTree.of(
          rows.map((row) => [...row]),
          [...TYPES],
        );
        const ours = buildStandardTree(TYPES, rows);
        expect(ours.root).toBe(oracle.root);
        for (let i = 0; i < count; i++) expect(ours.proofOf(i)).toEqual(oracle.getProof(i));
      }),
      { numRuns: 12 },
    );
  });

  it("refuses a proof for another position", () => {
    const rows = rowsOf(9);
    const tree = buildStandardTree(TYPES, rows);
    const moved = standardLeafHash(TYPES, [5n, rows[4]?.[1], rows[4]?.[2]]);
    const honest = standardLeafHash(TYPES, rows[4] as readonly unknown[]);
    expect(verifyStandardProof(tree.root, honest as Hex, tree.proofOf(4))).toBe(true);
    expect(verifyStandardProof(tree.root, moved, tree.proofOf(4))).toBe(false);
  });

  it("has no root for nothing", () => {
    expect(() => buildStandardTree(TYPES, [])).toThrow(RangeError);
  });
});
