import { describe, expect, it } from "vitest";
import type { MetricPoint } from "@/lib/schemas/training";
import { prepareLoss } from "./prepare-loss";

const point = (kind: MetricPoint["kind"], step: number, loss: number): MetricPoint => ({
  kind,
  step,
  loss,
  learningRate: null,
  gradNorm: null,
  tokensPerS: null,
});

describe("prepareLoss", () => {
  it("aligns both series and leaves gaps where nothing was measured", () => {
    const chart = prepareLoss([point("eval", 10, 1.4), point("train", 5, 1.9), point("train", 10, 1.2)]);
    expect(chart.steps).toEqual([5, 10]);
    expect(chart.train).toEqual([1.9, 1.2]);
    expect(chart.evaluation).toEqual([null, 1.4]);
  });

  it("says where held-out loss was lowest", () => {
    const { summary } = prepareLoss([point("eval", 0, 2), point("eval", 10, 1), point("eval", 20, 1.5)]);
    expect(summary).toEqual({ kind: "evaluation", first: 2, last: 1.5, best: 1, bestStep: 10 });
  });

  it("falls back to training loss, then to nothing", () => {
    expect(prepareLoss([point("train", 1, 2), point("train", 2, 1)]).summary).toEqual({
      kind: "train",
      first: 2,
      last: 1,
    });
    expect(prepareLoss([]).summary).toEqual({ kind: "empty" });
  });
});
