import { describe, expect, it } from "vitest";
import { smooth } from "./smooth";

describe("smooth", () => {
  it("leaves a series as it is without weight, keeps its gaps, and starts at its first value", () => {
    expect(smooth([3, null, 1], 0)).toEqual([3, null, 1]);
    const even = smooth([4, null, 4, 4], 0.9);
    expect(even[1]).toBeNull();
    for (const value of even.filter((one) => one !== null)) expect(value).toBeCloseTo(4, 12);
    expect(smooth([2, 4], 0.5)[1]).toBeCloseTo((0.5 * 2 * 0.5 + 0.5 * 4) / 0.75, 12);
  });

  it("takes the noise of a falling curve away", () => {
    const noisy = Array.from({ length: 200 }, (_, i) => 5 - i / 50 + (i % 2 ? 0.5 : -0.5));
    const jump = (series: (number | null)[]) =>
      Math.max(...series.slice(50).map((value, i) => Math.abs((value ?? 0) - (series[i + 49] ?? 0))));
    expect(jump(noisy)).toBeGreaterThan(0.9);
    expect(jump(smooth(noisy, 0.9))).toBeLessThan(0.15);
  });
});
