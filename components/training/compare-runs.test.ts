import { describe, expect, it } from "vitest";
import type { TrainingRun } from "@/lib/schemas/training";
import { alignCurves, differences, measures } from "./compare-runs";

const run = (settings: object, points: [number, "train" | "eval", number][], tunedLoss: number | null) =>
  ({
    baseModelId: "mf-tiny",
    data: [{ slug: "a", name: "A", version: 1 }],
    settings,
    step: 10,
    points: points.map(([step, kind, loss]) => ({ step, kind, loss })),
    evaluation: tunedLoss === null ? null : { tunedLoss, tunedF1: 0.5, deltaLoss: { mean: tunedLoss - 4 } },
  }) as unknown as TrainingRun;

const slow = run({ learningRate: 0.001, rank: 16 }, [[5, "eval", 3], [10, "eval", 2], [10, "train", 1]], 2); // biome-ignore format: pairs
const fast = run({ learningRate: 0.002, rank: 16 }, [[5, "eval", 2.5], [8, "eval", 1.5]], 1.5); // biome-ignore format: pairs
const open = run({ learningRate: 0.002, rank: 16 }, [[1, "train", 6]], null);

describe("comparison of runs", () => {
  it("aligns curves of other lengths over all their steps", () => {
    expect(alignCurves([slow, fast, open])).toEqual({
      steps: [1, 5, 8, 10],
      values: [
        [null, 3, null, 2],
        [null, 2.5, 1.5, null],
        [6, null, null, null],
      ],
    });
  });

  it("names what differs and nothing else", () => {
    expect(differences([slow, fast])).toEqual([{ key: "learningRate", values: ["0.001", "0.002"] }]);
  });

  it("measures against the first run, and says nothing where nothing was measured", () => {
    const [heldOut] = measures([slow, fast, open]);
    expect(heldOut).toEqual({ key: "heldOut", values: [2, 1.5, null], deltas: [null, -0.5, null] });
  });
});
