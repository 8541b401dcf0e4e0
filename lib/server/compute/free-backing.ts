import "server-only";
import { type Hex, stringToHex } from "viem";
import { stakingAbi } from "@/lib/generated/abis/staking";
import { trainingEscrowAbi } from "@/lib/generated/abis/training-escrow";
import type { Worker } from "@/lib/generated/prisma/client";
import { contractAddress } from "@/lib/server/chain/address-book";
import { publicClient } from "@/lib/server/chain/clients";

const SERVICE = stringToHex("worker", { size: 32 });

/** OPEN that a wallet has provisioned for work as a worker, and how much of it is promised to runs, in wei. */
export async function readBacking(wallet: string): Promise<{ ownWei: bigint; reservedWei: bigint }> {
  const [ownWei, reservedWei] = await Promise.all([
    publicClient().readContract({
      address: await contractAddress("Staking"),
      abi: stakingAbi,
      functionName: "ownBacking",
      args: [BigInt(wallet), SERVICE],
    }),
    publicClient().readContract({
      address: await contractAddress("TrainingEscrow"),
      abi: trainingEscrowAbi,
      functionName: "bondReserved",
      args: [wallet as Hex],
    }),
  ]);
  return { ownWei, reservedWei };
}

/** What a staked worker can promise to one more run; nothing for the other tiers, whose runs carry no bond. */
export async function freeBackingWei(worker: Pick<Worker, "tier" | "wallet">): Promise<bigint> {
  if (worker.tier !== 2) return 0n;
  const { ownWei, reservedWei } = await readBacking(worker.wallet);
  return ownWei > reservedWei ? ownWei - reservedWei : 0n;
}
