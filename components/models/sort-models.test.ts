import { describe, expect, it } from "vitest";
import { provenGainPerCredit } from "./sort-models";

const model = (high: number, standardCallWei: string) => ({
  lift: { deltaLoss: high - 0.1, low: high - 0.2, high },
  standardCallWei,
});

describe("provenGainPerCredit", () => {
  it("divides what the interval still proves by the price in OPEN", () => {
    expect(provenGainPerCredit(model(-0.5, "500000000000000000"))).toBeCloseTo(1);
  });

  it("is null when the interval reaches zero, or nothing was measured", () => {
    expect(provenGainPerCredit(model(0.01, "1"))).toBeNull();
    expect(provenGainPerCredit({ lift: null, standardCallWei: "1" })).toBeNull();
  });

  it("puts a free model first", () => {
    expect(provenGainPerCredit(model(-0.1, "0"))).toBe(Number.POSITIVE_INFINITY);
  });
});
