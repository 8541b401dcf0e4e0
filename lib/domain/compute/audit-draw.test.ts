import { describe, expect, it } from "vitest";
import { auditShareBps, drawSegments } from "./audit-draw";

const seedOf = (i: number) => `0x${i.toString(16).padStart(64, "0")}`;

describe("auditShareBps", () => {
  it("replays everything of the unknown, little of the known", () => {
    expect([0, 4, 5, 24, 25, 400].map((runs) => auditShareBps(2, runs))).toEqual([
      10_000, 10_000, 1_000, 1_000, 300, 300,
    ]);
    expect(auditShareBps(3, 400)).toBe(10_000);
  });
});

describe("drawSegments", () => {
  const steps = Array.from({ length: 60 }, (_, i) => (i + 1) * 10);

  it("draws all at the full share and the same at the same seed", () => {
    expect(drawSegments(seedOf(7), steps, 10_000)).toEqual(steps);
    expect(drawSegments(seedOf(7), steps, 1_000)).toEqual(drawSegments(seedOf(7), steps, 1_000));
    expect(drawSegments(seedOf(7), steps, 1_000)).not.toEqual(drawSegments(seedOf(8), steps, 1_000));
  });

  it("finds a liar of 60 faked segments at 5 % as often as the formula says", () => {
    const runs = 2_000;
    const found = Array.from({ length: runs }, (_, i) => drawSegments(seedOf(i), steps, 500).length > 0);
    const share = found.filter(Boolean).length / runs;
    // 1 - 0.95^60 = 0.954; four standard deviations of 2,000 draws are 0.019.
    expect(Math.abs(share - (1 - 0.95 ** 60))).toBeLessThan(0.019);
  });
});
