import { expect, it } from "vitest";
import type { TrainingEstimate } from "@/lib/schemas/training";
import { combineEstimates } from "./combine-estimates";

const part = (wei: string, expiresAt: string, message: string) =>
  ({
    planHash: wei,
    tokens: 10,
    steps: 5,
    seconds: { low: 1, expected: 2, high: 3 },
    lowWei: wei,
    expectedWei: wei,
    highWei: wei,
    capWei: wei,
    lines: [
      { label: "start", wei: "1" },
      { label: "compute", wei },
    ],
    expiresAt,
    issues: [
      { level: "warn", message: "shared" },
      { level: "warn", message },
    ],
  }) as unknown as TrainingEstimate;

it("adds up what is paid and done, tells a problem once, and holds as long as the shortest quote", () => {
  // More than a double holds exactly.
  const whole = combineEstimates([
    part("90071992547409931", "2026-01-02T00:00:00Z", "a"),
    part("2", "2026-01-01T00:00:00Z", "b"),
  ]);
  expect(whole).toMatchObject({
    capWei: "90071992547409933",
    steps: 10,
    seconds: { low: 2, expected: 4, high: 6 },
    expiresAt: "2026-01-01T00:00:00Z",
    lines: [
      { label: "start", wei: "2" },
      { label: "compute", wei: "90071992547409933" },
    ],
  });
  expect(whole?.issues.map((issue) => issue.message)).toEqual(["shared", "a", "b"]);
  expect(combineEstimates([])).toBeUndefined();
});
