import { describe, expect, it } from "vitest";
import type { MetricPoint } from "@/lib/schemas/training";
import { prepareCurve } from "./prepare-curve";

const point = (step: number, gradNorm: number | null, kind: MetricPoint["kind"] = "train"): MetricPoint => ({
  kind,
  step,
  loss: 1,
  learningRate: null,
  gradNorm,
  tokensPerS: null,
});

describe("prepareCurve", () => {
  it("orders by step, takes a repeated step once and leaves evaluations out", () => {
    const points = [point(2, 0.5), point(1, 0.9), point(2, 0.4), point(2, 7, "eval"), point(3, null)];
    expect(prepareCurve(points, "gradNorm")).toEqual({ steps: [1, 2], values: [0.9, 0.4], last: 0.4 });
  });

  it("is null when nothing was measured", () => {
    expect(prepareCurve([point(1, 1)], "tokensPerS")).toBeNull();
  });
});
