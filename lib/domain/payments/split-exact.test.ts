import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitExact } from "./split-exact";

const weights = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n }), { minLength: 1, maxLength: 64 });
const amount = fc.bigInt({ min: 0n, max: 2n ** 96n - 1n });

describe("splitExact", () => {
  it("gives 7 wei over 1000/2000/2000/5000 as 1/1/1/4", () => {
    expect(splitExact(7n, [1000n, 2000n, 2000n, 5000n])).toEqual([1n, 1n, 1n, 4n]);
  });

  it("splits the specification's answer: 0.5 OPEN over 7:5:3", () => {
    expect(splitExact(500000000000000000n, [7n, 5n, 3n])).toEqual([
      233333333333333333n,
      166666666666666667n,
      100000000000000000n,
    ]);
  });

  it("splits attribution's example of 1,003 wei", () => {
    expect(splitExact(1003n, [1000n, 2000n, 2000n, 5000n])).toEqual([100n, 201n, 201n, 501n]);
  });

  it("adds up to the amount and is never a whole unit away from the exact share", () => {
    fc.assert(
      fc.property(amount, weights, (total, parts) => {
        const sum = parts.reduce((a, b) => a + b, 0n);
        fc.pre(sum > 0n);
        const split = splitExact(total, parts);
        expect(split.reduce((a, b) => a + b, 0n)).toBe(total);
        split.forEach((part, i) => {
          const exact = total * (parts[i] ?? 0n);
          expect(part * sum > exact - sum && part * sum < exact + sum).toBe(true);
        });
      }),
    );
  });

  it("refuses to split by nothing", () => {
    expect(() => splitExact(5n, [0n, 0n])).toThrow(RangeError);
    expect(() => splitExact(5n, [])).toThrow(RangeError);
    expect(() => splitExact(-1n, [1n])).toThrow(RangeError);
  });
});
