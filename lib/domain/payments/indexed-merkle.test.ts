import fc from "fast-check";
import { concat, type Hex, keccak256, toHex, zeroHash } from "viem";
import { describe, expect, it } from "vitest";
import { indexedMerkleProof, indexedMerkleRoot, verifyIndexedMerkleProof } from "./indexed-merkle";

const digestsOf = (count: number): Hex[] =>
  Array.from({ length: count }, (_, i) => keccak256(toHex(`leaf ${i}`)));

describe("indexedMerkleRoot", () => {
  it("is zero for nothing and the prefixed leaf for one", () => {
    const [only] = digestsOf(1) as [Hex];
    expect(indexedMerkleRoot([])).toBe(zeroHash);
    expect(indexedMerkleRoot([only])).toBe(keccak256(concat(["0x00", only])));
  });

  it("proves every leaf at its place and at no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (count, seed) => {
        const digests = digestsOf(count);
        const root = indexedMerkleRoot(digests);
        const index = seed % count;
        const digest = digests[index] as Hex;
        const proof = indexedMerkleProof(digests, index);
        expect(verifyIndexedMerkleProof(root, count, index, digest, proof)).toBe(true);
        for (let other = 0; other < count; other++) {
          if (other !== index)
            expect(verifyIndexedMerkleProof(root, count, other, digest, proof)).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("does not take a node for a leaf, nor a padded place for a member", () => {
    const digests = digestsOf(3);
    const root = indexedMerkleRoot(digests);
    expect(verifyIndexedMerkleProof(root, 3, 3, zeroHash, indexedMerkleProof(digests, 2))).toBe(false);
    expect(verifyIndexedMerkleProof(root, 1, 0, root, [])).toBe(false);
    expect(() => indexedMerkleProof(digests, 3)).toThrow(RangeError);
  });
});
