import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EarlierRun, expectedPace, expectedShare } from "./expected-run";

const run = (step: number, more: Partial<EarlierRun> = {}): EarlierRun => ({
  step,
  steps: 100,
  epochs: 10,
  evaluations: 10,
  ...more,
});
const plan = { epochs: 10, evaluations: 10 };

describe("what a plan with early stop comes to", () => {
  it("is what the same plan came to before", () => {
    expect(expectedShare(plan, [run(60), run(60), run(60)], [])).toEqual({
      low: 0.6,
      expected: 0.6,
      high: 0.6,
    });
  });

  it("carries the passes that were worth their while over to plans of other length and evaluations", () => {
    // Best after three of ten passes, stopped after six.
    const history = [run(60)];
    expect(expectedShare({ epochs: 20, evaluations: 10 }, history, []).expected).toBeCloseTo(0.5);
    expect(expectedShare({ epochs: 10, evaluations: 20 }, history, []).expected).toBeCloseTo(0.45);
    expect(expectedShare({ epochs: 3, evaluations: 10 }, history, []).expected).toBe(1);
  });

  it("takes a run that gained to its end as one that goes at least so far", () => {
    expect(expectedShare(plan, [run(100)], []).expected).toBe(1);
    expect(expectedShare({ epochs: 20, evaluations: 10 }, [run(100)], []).expected).toBeCloseTo(0.8);
  });

  it("leans on the prior while there is little history, and on history alone later", () => {
    const prior = [run(100), run(100), run(100)];
    const one = expectedShare(plan, [run(60)], prior).expected;
    expect(one).toBeGreaterThan(0.6);
    expect(one).toBeLessThan(1);
    expect(expectedShare(plan, [run(60), run(60), run(60)], prior).expected).toBeCloseTo(0.6);
  });

  it("never leaves the whole plan, and expects what lies in its band", () => {
    const earlier = fc.record({
      steps: fc.constant(200),
      step: fc.integer({ min: 1, max: 200 }),
      epochs: fc.integer({ min: 1, max: 20 }),
      evaluations: fc.integer({ min: 4, max: 20 }),
    });
    const planned = fc.record({
      epochs: fc.integer({ min: 1, max: 20 }),
      evaluations: fc.integer({ min: 4, max: 20 }),
    });
    fc.assert(
      fc.property(
        fc.array(earlier, { maxLength: 30 }),
        fc.array(earlier, { maxLength: 5 }),
        planned,
        (history, prior, of) => {
          const { low, expected, high } = expectedShare(of, history, prior);
          for (const share of [low, expected, high]) {
            expect(share).toBeGreaterThan(0);
            expect(share).toBeLessThanOrEqual(1);
          }
          expect(low).toBeLessThanOrEqual(high);
        },
      ),
    );
  });
});

describe("how long it takes", () => {
  it("is learnt from the middle of what was measured, with at least a fifth to either side", () => {
    expect(expectedPace([])).toMatchObject({ expected: 1 });
    const pace = expectedPace([2, 2.1, 9]);
    expect(pace.expected).toBe(2.1);
    expect(pace.low).toBeLessThanOrEqual(2.1 * 0.8);
    expect(pace.high).toBeGreaterThan(7);
  });
});
