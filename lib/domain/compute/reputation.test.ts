import { describe, expect, it } from "vitest";
import { reputation } from "./reputation";

const fresh = (passed: number, refused: number) => [
  ...Array.from({ length: passed }, () => ({ passed: true, ageDays: 0 })),
  ...Array.from({ length: refused }, () => ({ passed: false, ageDays: 0 })),
];

describe("reputation", () => {
  it("is the lower end of Beta's interval", () => {
    // Beta(n + 1, 1) has the distribution function x^(n+1), so its quantile is known exactly.
    for (const runs of [1, 5, 40])
      expect(reputation(fresh(runs, 0))).toBeCloseTo(0.025 ** (1 / (runs + 1)), 10);
    // Beta(3, 2), from tables: 0.1941.
    expect(reputation(fresh(2, 1))).toBeCloseTo(0.1941, 4);
  });

  it("grows with honest runs, falls with a refusal, and forgets by half in thirty days", () => {
    expect(reputation([])).toBeNull();
    expect(reputation(fresh(10, 0))).toBeLessThan(reputation(fresh(50, 0)) ?? 0);
    expect(reputation(fresh(10, 1))).toBeLessThan(reputation(fresh(10, 0)) ?? 0);
    const old = [...fresh(10, 0), { passed: false, ageDays: 300 }];
    expect(reputation(old)).toBeCloseTo(reputation(fresh(10, 0)) ?? 0, 2);
  });
});
