import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Progress, timeLeft } from "./time-left";

type Machine = {
  secondsPerStep: number;
  evaluationS: number;
  checkpointS: number;
  noise: number;
  slower: number;
};

/** The reports of a run as a worker sends them: one a beat, steps of uneven length, pauses to evaluate and to save. */
function replay(steps: number, machine: Machine, beatS: number, random: () => number): Progress[] {
  const reports: Progress[] = [{ atMs: 0, step: 0 }];
  let seconds = 0;
  let reported = 0;
  for (let step = 1; step <= steps; step++) {
    const pace = machine.secondsPerStep * (step > steps / 2 ? machine.slower : 1);
    seconds += pace * (1 + machine.noise * (random() - 0.5));
    if (step % Math.max(1, Math.round(steps / 10)) === 0) seconds += machine.evaluationS;
    if (step % Math.max(1, Math.round(steps / 5)) === 0) seconds += machine.checkpointS;
    if (seconds - reported >= beatS || step === steps) {
      reports.push({ atMs: seconds * 1000, step });
      reported = seconds;
    }
  }
  return reports;
}

/** Largest error of the estimates between two shares of the way, as a share of the run's whole time. */
function worstError(reports: Progress[], from: number, to: number): number {
  const end = reports.at(-1) as Progress;
  const errors = reports.flatMap(({ atMs, step }, i) => {
    if (step < end.step * from || step > end.step * to) return [];
    const estimate = timeLeft(reports.slice(0, i + 1), end.step, atMs);
    return estimate === null ? [] : [Math.abs(estimate * 1000 - (end.atMs - atMs)) / end.atMs];
  });
  return Math.max(0, ...errors);
}

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A run of the bundled model on two busy processor cores (204 steps, ten evaluations, five checkpoints), as its events
 * stored it: seconds since the first report, and step.
 */
// biome-ignore format: a table
const RECORDED: [number, number][] = [
  [0.0, 0], [2.2, 4], [4.0, 8], [5.9, 12], [7.5, 17], [9.1, 22], [10.9, 28], [12.5, 33], [14.4, 37], [16.5, 41],
  [18.3, 41], [19.9, 45], [21.7, 49], [23.8, 54], [25.7, 58], [27.6, 61], [29.6, 64], [31.7, 68], [33.4, 72],
  [35.4, 75], [37.1, 79], [38.6, 82], [40.7, 87], [42.3, 91], [43.9, 95], [45.9, 99], [47.9, 102], [49.6, 104],
  [51.3, 108], [53.3, 111], [55.1, 115], [57.0, 120], [59.0, 122], [61.0, 124], [62.8, 129], [64.6, 133],
  [66.3, 138], [67.9, 142], [69.6, 144], [71.4, 147], [73.0, 151], [74.8, 156], [76.6, 160], [78.2, 163],
  [79.7, 166], [81.5, 171], [83.4, 176], [85.3, 179], [86.9, 182], [88.5, 184], [90.1, 187], [91.7, 190],
  [93.3, 193], [94.8, 196], [96.6, 200], [98.6, 204],
];

describe("the time left", () => {
  it("is within a tenth of a run's length from a quarter of the way on, on machines of every pace", () => {
    const machine = fc.record({
      secondsPerStep: fc.double({ min: 0.02, max: 5, noNaN: true }),
      evaluationS: fc.double({ min: 0, max: 1, noNaN: true }),
      checkpointS: fc.double({ min: 0, max: 1, noNaN: true }),
      noise: fc.double({ min: 0, max: 0.5, noNaN: true }),
      slower: fc.constant(1),
    });
    fc.assert(
      fc.property(machine, fc.integer({ min: 100, max: 1_000 }), fc.integer(), (kind, steps, seed) => {
        // Evaluations take a share of the run that does not depend on its pace: up to four steps' time each.
        const paced = {
          ...kind,
          evaluationS: kind.evaluationS * 4 * kind.secondsPerStep,
          checkpointS: kind.checkpointS * 2 * kind.secondsPerStep,
        };
        const beatS = Math.max((kind.secondsPerStep * steps) / 60, kind.secondsPerStep);
        expect(worstError(replay(steps, paced, beatS, seeded(seed)), 0.25, 1)).toBeLessThan(0.1);
      }),
      { numRuns: 200 },
    );
  });

  it("follows a machine that became half as fast", () => {
    const machine = { secondsPerStep: 0.2, evaluationS: 1, checkpointS: 0.5, noise: 0.2, slower: 2 };
    const reports = replay(300, machine, 2, seeded(1));
    expect(worstError(reports, 0.85, 1)).toBeLessThan(0.06);
  });

  it("is within a tenth of the run's length on a recorded run", () => {
    const reports = RECORDED.map(([seconds, step]) => ({ atMs: seconds * 1000, step }));
    expect(reports.length).toBeGreaterThan(8);
    expect(worstError(reports, 0.25, 1)).toBeLessThan(0.1);
  });

  it("leaves out loading, is not said before there is a pace, runs down between reports, and never below zero", () => {
    const loading = [{ atMs: 60_000, step: 1 }, { atMs: 61_000, step: 3 }];
    expect(timeLeft(loading, 100, 61_000)).toBeNull();
    const paced = [...loading, { atMs: 64_500, step: 10 }];
    expect(timeLeft(paced, 100, 64_500)).toBeCloseTo(45, 0);
    expect(timeLeft(paced, 100, 74_500)).toBeCloseTo(35, 0);
    expect(timeLeft(paced, 100, 640_000)).toBe(0);
    expect(timeLeft([], 100, 0)).toBeNull();
  }); // biome-ignore format: numbers beside each other
});
