import fc from "fast-check";
import { expect, test } from "vitest";
import { reviewWords } from "./review-words";

test("every position is one bit, and no other bit is set", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(5_000)), (positions) => {
      const read = reviewWords(positions).flatMap(({ word, bits }) =>
        Array.from({ length: 256 }, (_, i) => i)
          .filter((i) => (bits >> BigInt(i)) & 1n)
          .map((i) => word * 256 + i),
      );
      expect(read).toEqual([...positions].sort((a, b) => a - b));
    }),
  );
});

test("nothing judged is no word", () => {
  expect(reviewWords([])).toEqual([]);
});
