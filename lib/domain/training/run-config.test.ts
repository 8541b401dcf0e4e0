import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Goal } from "@/lib/schemas/training";
import { readConfig, writeConfig } from "./run-config";

const VALID = `version: 1
goal: style
base: mf-tiny
data:
  - datanet: handbook
    version: 2
settings:
  rank: 16
  learningRate: 0.002
`;

const problemsOf = (text: string) => {
  const read = readConfig(text);
  if ("configured" in read) throw new Error("The file was taken.");
  return read.problems;
};

describe("a configuration file", () => {
  it("comes back as it was written", () => {
    const settings = fc.record(
      {
        rank: fc.constantFrom(4 as const, 16 as const, 64 as const),
        learningRate: fc.double({ min: 1e-5, max: 5e-3, noNaN: true }),
        epochs: fc.integer({ min: 1, max: 20 }),
        earlyStop: fc.boolean(),
        seed: fc.integer({ min: 0, max: 4294967295 }),
      },
      { requiredKeys: [] },
    );
    const configured = fc.record({
      goal: fc.constantFrom(...Goal.options),
      // Names that YAML would take for numbers, truth values or comments.
      baseModelId: fc.constantFrom("mf-tiny", "123", "yes", "null", "a: b # c", "- x", "org/Model-1.5"),
      data: fc.array(
        fc.record({
          slug: fc.constantFrom("handbook", "a1", "007"),
          version: fc.integer({ min: 1, max: 99 }),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      settings,
    });
    fc.assert(
      fc.property(configured, (input) => {
        expect(readConfig(writeConfig(input))).toEqual({ configured: input });
      }),
    );
  });

  it("takes what a person wrote by hand, and settings may be left out", () => {
    expect(readConfig(VALID)).toMatchObject({
      configured: {
        baseModelId: "mf-tiny",
        data: [{ slug: "handbook", version: 2 }],
        settings: { rank: 16 },
      },
    });
    expect(readConfig(VALID.slice(0, VALID.indexOf("settings")))).toMatchObject({
      configured: { settings: {} },
    });
  });

  it("names every wrong field with its line, its limits and what was found", () => {
    const wrong = VALID.replace("rank: 16", "rank: 17")
      .replace("0.002", "2")
      .replace("goal: style", "goal: stile")
      .replace("base: mf-tiny\n", "")
      .concat("  ranc: 8\n  epochs: 2.5\n  earlyStop: maybe\n");
    const problems = problemsOf(wrong);
    expect(problems).toHaveLength(7);
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "choice", path: "goal", line: 2, found: '"stile"', wanted: Goal.options }),
        expect.objectContaining({ kind: "missing", path: "base" }),
        expect.objectContaining({ kind: "choice", path: "settings.rank", line: 7, found: "17" }),
        expect.objectContaining({ kind: "range", path: "settings.learningRate", line: 8, wanted: ["0.00001", "0.005"] }),
        expect.objectContaining({ kind: "unknown", path: "settings.ranc", line: 9 }),
        expect.objectContaining({ kind: "range", path: "settings.epochs", line: 10, wanted: ["1", "20", "integer"] }),
        expect.objectContaining({ kind: "choice", path: "settings.earlyStop", wanted: ["true", "false"] }),
      ]),
    ); // biome-ignore format: one problem a line
    expect(problems.find((one) => one.path === "settings.ranc")?.wanted).toContain("rank");
  });

  it("refuses what is no YAML, no configuration, or made to hurt", () => {
    expect(problemsOf("a: [1, 2")[0]).toMatchObject({ kind: "syntax", line: 1 });
    expect(problemsOf("just text")[0]).toMatchObject({ kind: "shape", path: "" });
    expect(problemsOf("")[0]).toMatchObject({ kind: "missing", path: "" });
    expect(problemsOf(`${VALID}__proto__: {goal: facts}\n`)[0]).toMatchObject({ kind: "unknown" });
    expect(problemsOf("x".repeat(70_000))[0]).toMatchObject({ kind: "syntax", line: null });
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from("bcdefgh", (c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefgh"[i]}`)}]`).join("\n")}`;
    expect(problemsOf(bomb)[0]).toMatchObject({ kind: "syntax" });
  });
});
