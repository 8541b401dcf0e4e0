import { describe, expect, it } from "vitest";
import type { TrainingInput } from "@/lib/schemas/training";
import { bestOfSweep, type SweepRun, sweepInputs } from "./sweep";

const input: TrainingInput = {
  goal: "style",
  baseModelId: "mf-tiny",
  data: [{ slug: "handbook", version: 1 }],
  settings: { rank: 8 },
  worker: "auto",
  start: null,
};
const usual = { learningRate: 2e-3, epochs: 12 };
const rates = (of: TrainingInput[]) => of.map((one) => one.settings.learningRate);

describe("the runs of a sweep", () => {
  it("differ in the rate only and take a third of the passes each", () => {
    const runs = sweepInputs(input, usual);
    expect(rates(runs)).toEqual([1e-3, 2e-3, 4e-3]);
    for (const run of runs) {
      const { learningRate: _, ...same } = run.settings;
      expect({ ...run, settings: same }).toEqual({ ...input, settings: { rank: 8, epochs: 4 } });
    }
    expect(sweepInputs({ ...input, settings: { epochs: 1 } }, usual)[0]?.settings.epochs).toBe(1);
  });

  it("stay within the allowed rates, and equal ones run once", () => {
    expect(rates(sweepInputs({ ...input, settings: { learningRate: 4e-3 } }, usual))).toEqual([
      2e-3, 4e-3, 5e-3,
    ]);
    expect(rates(sweepInputs({ ...input, settings: { learningRate: 5e-3 } }, usual))).toEqual([2.5e-3, 5e-3]);
    expect(rates(sweepInputs({ ...input, settings: { learningRate: 1e-5 } }, usual))).toEqual([1e-5, 2e-5]);
  });
});

describe("the best of a sweep", () => {
  const run = (id: string, more: Partial<SweepRun> = {}): SweepRun => ({
    id,
    ended: true,
    kept: true,
    validationLoss: 2,
    testLoss: 2,
    ...more,
  });

  it("is named when all have ended, by validation loss", () => {
    const [a, b] = [run("a"), run("b", { validationLoss: 1.5, testLoss: 3 })];
    expect(bestOfSweep([a, b])).toBe("b");
    expect(bestOfSweep([a, b, run("c", { ended: false, kept: false })])).toBeNull();
  });

  it("is measured on test rows where one has no validation loss, and failed runs do not count", () => {
    const none = { validationLoss: null };
    expect(bestOfSweep([run("a", { ...none, testLoss: 1 }), run("b", { validationLoss: 0.1 })])).toBe("a");
    expect(bestOfSweep([run("a", { kept: false, validationLoss: 0.1 }), run("b")])).toBe("b");
    expect(bestOfSweep([run("a", { kept: false })])).toBeNull();
  });
});
