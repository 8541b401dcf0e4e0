import { parseEther } from "viem";
import { describe, expect, it } from "vitest";
import { chargeUp } from "./charge-up";

describe("chargeUp", () => {
  it("charges 400 + 400 tokens at 0.5 / 2 OPEN per thousand with 1 OPEN", () => {
    const call = {
      tokensIn: 400,
      tokensOut: 400,
      inPer1kWei: parseEther("0.5"),
      outPer1kWei: parseEther("2"),
    };
    expect(chargeUp(call)).toBe(parseEther("1"));
  });

  it("rounds a part of a wei up, once for both counts together", () => {
    expect(chargeUp({ tokensIn: 1, tokensOut: 1, inPer1kWei: 1n, outPer1kWei: 1n })).toBe(1n);
    expect(chargeUp({ tokensIn: 0, tokensOut: 0, inPer1kWei: 1n, outPer1kWei: 1n })).toBe(0n);
  });

  it("refuses what is no token count", () => {
    expect(() => chargeUp({ tokensIn: -1, tokensOut: 0, inPer1kWei: 1n, outPer1kWei: 1n })).toThrow(
      RangeError,
    );
    expect(() => chargeUp({ tokensIn: 0.5, tokensOut: 0, inPer1kWei: 1n, outPer1kWei: 1n })).toThrow(
      RangeError,
    );
  });
});
