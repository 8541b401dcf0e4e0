import { describe, expect, it } from "vitest";
import type { MetricPoint, RunEvent, TrainingRun } from "@/lib/schemas/training";
import { applyRunEvent } from "./apply-run-event";

const at = "2026-01-01T00:00:00Z";
const point = (step: number): MetricPoint => ({
  step,
  kind: "train",
  loss: 1,
  learningRate: null,
  gradNorm: null,
  tokensPerS: null,
});
const run = {
  lastSeq: 4,
  state: "RUNNING",
  reason: null,
  step: 1,
  steps: 9,
  points: [point(1)],
  samples: [],
};
const apply = (event: RunEvent) => applyRunEvent(run as unknown as TrainingRun, event);

describe("applyRunEvent", () => {
  it("ignores what the snapshot already holds", () => {
    expect(apply({ kind: "state", seq: 4, at, state: "FAILED", reason: "x" })).toBe(run);
  });

  it("adds points once, also when a reconnect repeats them", () => {
    const next = apply({ kind: "metrics", seq: 5, at, points: [point(1), point(2)], step: 2, steps: 9 });
    expect(next.points.map((p) => p.step)).toEqual([1, 2]);
    expect(next).toMatchObject({ lastSeq: 5, step: 2 });
  });

  it("moves state and reason together", () => {
    expect(apply({ kind: "state", seq: 5, at, state: "FAILED", reason: "no rows" })).toMatchObject({
      state: "FAILED",
      reason: "no rows",
    });
  });
});
