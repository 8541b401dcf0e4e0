import { describe, expect, it } from "vitest";
import { falseHeldOutClaim, isSuspiciousGain } from "./held-out-claim";

const measured = { baseLoss: 4, tunedLoss: 2 };

describe("falseHeldOutClaim", () => {
  it("accepts what differs by less than a hundredth", () => {
    expect(falseHeldOutClaim({ baseEvalLoss: 4.03, evalLoss: 1.985 }, measured)).toBeNull();
  });
  it("names another base, a prettier result and a claim that is missing", () => {
    expect(falseHeldOutClaim({ baseEvalLoss: 3.9, evalLoss: 2 }, measured)).toBe("base");
    expect(falseHeldOutClaim({ baseEvalLoss: 4, evalLoss: 1.97 }, measured)).toBe("tuned");
    expect(falseHeldOutClaim({ baseEvalLoss: 4, evalLoss: null }, measured)).toBe("tuned");
  });
});

describe("isSuspiciousGain", () => {
  it("wants at least half of the gain on rows the worker never saw", () => {
    expect(isSuspiciousGain(measured, { baseLoss: 4, tunedLoss: 2.9 })).toBe(false);
    expect(isSuspiciousGain(measured, { baseLoss: 4, tunedLoss: 3.1 })).toBe(true);
    expect(isSuspiciousGain({ baseLoss: 4, tunedLoss: 4 }, { baseLoss: 4, tunedLoss: 4.1 })).toBe(false);
  });
});
