import { encodeErrorResult, parseEther } from "viem";
import { describe, expect, it } from "vitest";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import { describeContractError } from "./describe-contract-error";

describe("describeContractError", () => {
  it("fills the arguments in, amounts as OPEN", () => {
    const user = "0x00000000000000000000000000000000000000AA";
    const data = encodeErrorResult({
      abi: inferenceMeterAbi,
      errorName: "Meter_NoCredit",
      args: [user, parseEther("5"), parseEther("1.5")],
    });
    const described = describeContractError(data);
    expect(described?.name).toBe("Meter_NoCredit");
    expect(described?.sentence).toBe(`${user} has 1.5 OPEN of free credit, but 5 OPEN is needed.`);
    expect(described?.args).toEqual({ user, asked: "5000000000000000000", available: "1500000000000000000" });
  });

  it("knows foreign selectors as unknown", () => {
    expect(describeContractError("0xdeadbeef")).toBeNull();
  });
});
