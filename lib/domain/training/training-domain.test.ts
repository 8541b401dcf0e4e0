import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatalogueEntry, findBaseModel } from "@/lib/domain/models/base-catalogue";
import { RunState, TrainingPlan, TrainingSettings } from "@/lib/schemas/training";
import { accruedWei, planFlop, planPriceUp, planSteps, ratePerStepUp } from "./estimate-run";
import { fitOf, needBytes } from "./fit";
import { planSettings } from "./plan-settings";
import { isTerminal, mayFollow } from "./run-machine";
import { slowdown } from "./slowdown";
import { heldOutAgainstName, type Split, splitRows, splitSizes } from "./split-rows";

const commitment = (i: number) => `0x${i.toString(16).padStart(64, "0")}`;

describe("the split", () => {
  it("has the sizes of the specification and leaves nothing out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), (rows) => {
        const sizes = splitSizes(new Array(rows).fill(null));
        expect(sizes.train + sizes.validation + sizes.test).toBe(rows);
        expect(sizes.train).toBeGreaterThan(0);
        if (rows >= 100) expect(sizes.test).toBeGreaterThanOrEqual(20);
      }),
    );
  });

  it("is fixed by the secret and changes with it", () => {
    const rows = Array.from({ length: 120 }, (_, i) => commitment(i));
    expect(splitRows(rows, "ab".repeat(32))).toEqual(splitRows(rows, "ab".repeat(32)));
    expect(splitRows(rows, "ab".repeat(32))).not.toEqual(splitRows(rows, "cd".repeat(32)));
  });
});

describe("rows that come with a split", () => {
  const Named = fc.array(fc.constantFrom<Split | null>(null, "train", "validation", "test"), {
    minLength: 20,
    maxLength: 300,
  });
  const draw = (named: readonly (Split | null)[]) =>
    splitRows(
      named.map((_, i) => commitment(i)),
      "ab".repeat(32),
      named,
    );

  it("keep what is held out held out, and fill up to the usual sizes", () => {
    fc.assert(
      fc.property(Named, (named) => {
        const splits = draw(named);
        const sizes = splitSizes(named);
        for (const split of ["train", "validation", "test"] as const)
          expect(splits.filter((one) => one === split).length).toBe(sizes[split]);
        for (const [i, split] of splits.entries())
          if (named[i] === "test" || named[i] === "validation") expect(split).toBe(named[i]);
        const against = splits.filter((split, i) => named[i] === "train" && split !== "train").length;
        expect(against).toBe(heldOutAgainstName(named));
      }),
    );
  });

  it("draw from rows named for training only when nothing else is left", () => {
    const half = Array.from({ length: 200 }, (_, i): Split | null => (i % 2 ? "train" : null));
    expect(draw(half).filter((split, i) => half[i] === "train" && split !== "train")).toEqual([]);
    expect(splitSizes(new Array<Split>(150).fill("test"))).toEqual({ train: 0, validation: 0, test: 150 });
    const all = new Array<Split>(200).fill("train");
    expect(heldOutAgainstName(all)).toBe(30);
    expect(draw(all).filter((split) => split === "test")).toHaveLength(20);
  });

  it("without any is the draw of always", () => {
    const none = new Array(150).fill(null);
    const rows = none.map((_, i) => commitment(i));
    expect(draw(none)).toEqual(splitRows(rows, "ab".repeat(32)));
  });
});

describe("price of a plan", () => {
  it("never accrues above the cap and reaches it at the last step", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 24n }),
        fc.integer({ min: 1, max: 5000 }),
        (cap, steps) => {
          const rate = ratePerStepUp(cap, steps);
          expect(accruedWei(cap, rate, steps)).toBe(cap);
          expect(accruedWei(cap, rate, 0)).toBe(0n);
        },
      ),
    );
  });

  it("takes DoRA and a base in 4 bits for slower, and both for slower still", () => {
    const [plain, dora, small, both] = [
      slowdown({ method: "lora", dora: false }),
      slowdown({ method: "lora", dora: true }),
      slowdown({ method: "qlora", dora: false }),
      slowdown({ method: "qlora", dora: true }),
    ];
    expect([plain, dora, small]).toEqual([1, 1.6, 1.3]);
    expect(both).toBeCloseTo(2.08);
  });

  it("rounds up", () => {
    const work = { parameters: 5_500_000, trainTokens: 100_000, evalTokens: 10_000, steps: 300 };
    const flop = planFlop({ ...work, settings: { dora: false, rank: 16 } });
    expect(planFlop({ ...work, settings: { dora: true, rank: 16 } }) - flop).toBe(5_500_000n * 300n * 36n);
    expect(planPriceUp({ ratePerPflopWei: 1n, startFeeWei: 7n }, flop)).toBe(8n);
    expect(planSteps(201, 8, 12)).toBe(312);
  });
});

describe("memory", () => {
  const base = { ...(findBaseModel("mf-tiny") as CatalogueEntry), parameters: 8_000_000_000, shape: null };
  const planned = { maxLength: 1024, batchSize: 8, rank: 16 as const };

  it("is several times smaller with the base in 4 bits, and a badge says which of both fits", () => {
    const full = needBytes(base, "cuda", { ...planned, method: "lora" });
    const small = needBytes(base, "cuda", { ...planned, method: "qlora" });
    expect(full / 1e9).toBeGreaterThan(20);
    expect(full - small).toBeCloseTo(1.15 * 6e9 * (2 - 0.55), -3);
    expect([fitOf(full, 16e9), fitOf(small, 16e9)]).toEqual(["too_large", "tight"]);
  });

  it("counts the embedding in full where the shape is known", () => {
    const tiny = findBaseModel("mf-tiny") as CatalogueEntry;
    const [full, small] = (["lora", "qlora"] as const).map((method) =>
      needBytes(tiny, "cpu", { ...planned, method }),
    );
    expect((full as number) - (small as number)).toBeCloseTo(1.15 * (5_500_000 - 4096 * 256) * 3.45, -1);
  });
});

describe("defaults and states", () => {
  it("turns early stop and keep-best off for facts only", () => {
    const base = findBaseModel("mf-tiny");
    if (!base) throw new Error("the bundled model is missing from the catalogue");
    expect(planSettings(base, "facts", {})).toMatchObject({ earlyStop: false, keepBest: false });
    expect(planSettings(base, "style", { epochs: 2 })).toMatchObject({
      earlyStop: true,
      keepBest: true,
      epochs: 2,
    });
  });

  it("reads a plan of before a setting existed as one without it", () => {
    const base = findBaseModel("mf-tiny");
    if (!base) throw new Error("the bundled model is missing from the catalogue");
    const { rslora: _, dora: __, packing: ___, neftune: ____, ...old } = planSettings(base, "facts", {});
    expect(TrainingPlan.shape.settings.parse(old)).toEqual(planSettings(base, "facts", {}));
    expect(TrainingSettings.partial().parse({})).toEqual({});
  });

  it("never leaves a terminal state", () => {
    for (const from of RunState.options)
      for (const to of RunState.options) if (isTerminal(from)) expect(mayFollow(from, to)).toBe(false);
  });
});
