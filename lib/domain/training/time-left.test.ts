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
 * A run of the bundled model on two processor cores (300 steps, ten evaluations, five checkpoints), as its events
 * stored it: seconds since the first report, and step.
 */
const RECORDED: [number, number][] = [];

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
