import fc from "fast-check";
import { zeroHash } from "viem";
import { describe, expect, it } from "vitest";
import type { AttributionEvidence } from "@/lib/schemas/attribution";
import { splitAnswer } from "./split-answer";

const id = (letter: string) => `0x${letter.charCodeAt(0).toString(16).padStart(64, "0")}`;
const [A, B, C, D] = ["a", "b", "c", "d"].map(id) as [string, string, string, string];

/** The worked example of the attribution specification, section 12. */
const example: AttributionEvidence = {
  kind: "attribute.evidence/1",
  indexRoot: "0".repeat(64),
  queryCode: "",
  tau: { quantile: "4800", decoys: "5000", used: "5000" },
  liftMilliNats: 250,
  excessTotal: "8900",
  clusters: [
    { cluster: 1, leaderRow: 1, commitment: zeroHash, contributor: 0, score: "9200", excess: "4200" },
    { cluster: 2, leaderRow: 2, commitment: zeroHash, contributor: 1, score: "7400", excess: "2400" },
    { cluster: 3, leaderRow: 3, commitment: zeroHash, contributor: 0, score: "6500", excess: "1500" },
    { cluster: 4, leaderRow: 4, commitment: zeroHash, contributor: 2, score: "5600", excess: "600" },
    { cluster: 5, leaderRow: 5, commitment: zeroHash, contributor: 1, score: "5200", excess: "200" },
  ],
  contributors: [
    { contributor: 0, contributorId: A, excess: "5700" },
    { contributor: 1, contributorId: B, excess: "2600" },
    { contributor: 2, contributorId: C, excess: "600" },
  ],
  weak: false,
  ms: {},
};
const longRun = { [A]: 400_000_000, [B]: 300_000_000, [C]: 200_000_000, [D]: 100_000_000 };
const none = new Set<string>();

describe("splitAnswer", () => {
  it("pays the worked example to the unit", () => {
    const split = splitAnswer({ pool: 501n, evidence: example, longRun, ownIds: none });
    expect(Object.fromEntries(split.amounts.map((a) => [a.contributorId, a.wei]))).toEqual({
      [A]: 259n,
      [B]: 172n,
      [C]: 58n,
      [D]: 12n,
    });
    expect(split.method).toBe("influence");
  });

  it("gives every unit away and none twice, whatever the evidence says", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 21n }),
        fc.array(
          fc.record({
            contributor: fc.integer({ min: 0, max: 2 }),
            excess: fc.integer({ min: 1, max: 10_000 }),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        (pool, list) => {
          const sum = (contributor: number) =>
            list.filter((c) => c.contributor === contributor).reduce((s, c) => s + c.excess, 0);
          const evidence: AttributionEvidence = {
            ...example,
            excessTotal: String(list.reduce((s, c) => s + c.excess, 0)),
            clusters: list.map((c, i) => ({
              cluster: i,
              leaderRow: i,
              commitment: zeroHash,
              contributor: c.contributor,
              score: "1",
              excess: String(c.excess),
            })),
            contributors: [0, 1, 2]
              .filter((c) => sum(c) > 0)
              .map((c) => ({
                contributor: c,
                contributorId: [A, B, C][c] as string,
                excess: String(sum(c)),
              })),
          };
          const { amounts } = splitAnswer({ pool, evidence, longRun, ownIds: none });
          expect(amounts.reduce((s, a) => s + a.wei, 0n)).toBe(pool);
        },
      ),
    );
  });

  it("does not pay the payer for his own question", () => {
    const split = splitAnswer({ pool: 501n, evidence: example, longRun, ownIds: new Set([A]) });
    expect(split.amounts.some((a) => a.contributorId === A)).toBe(false);
    expect(split.amounts.reduce((s, a) => s + a.wei, 0n)).toBe(501n);
  });

  it.each([
    ["low_lift", { ...example, liftMilliNats: 19 }],
    ["below_null", { ...example, excessTotal: "0", clusters: [], contributors: [] }],
    ["no_evidence", null],
  ])("falls back to long-run shares: %s", (reason, evidence) => {
    const split = splitAnswer({
      pool: 1000n,
      evidence: evidence as AttributionEvidence | null,
      longRun,
      ownIds: none,
    });
    expect(split).toMatchObject({ method: "fallback", fallbackReason: reason });
    expect(split.amounts.map((a) => a.wei)).toEqual([400n, 300n, 200n, 100n]);
  });
});
