import { encodeFunctionData, type Hex } from "viem";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import type { WalletCall } from "@/lib/schemas/primitives";
import type { InstanceStatus } from "@/lib/schemas/status";

/** `freezeSession`: ends a spending session two minutes from now; held vouchers stay good, nothing new is served. */
export const freezeCall = ({ chain }: InstanceStatus, sessionId: string): WalletCall => ({
  chainId: chain.id,
  to: chain.contracts.InferenceMeter ?? "",
  data: encodeFunctionData({
    abi: inferenceMeterAbi,
    functionName: "freezeSession",
    args: [sessionId as Hex],
  }),
  contract: "InferenceMeter",
  functionName: "freezeSession",
});
