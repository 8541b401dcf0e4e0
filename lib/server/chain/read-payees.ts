import "server-only";
import { type Address, type Hex, zeroAddress } from "viem";
import { datanetRegistryAbi } from "@/lib/generated/abis/datanet-registry";
import { modelRegistryAbi } from "@/lib/generated/abis/model-registry";
import { stakingAbi } from "@/lib/generated/abis/staking";
import { db } from "@/lib/server/db/prisma";
import { contractAddress } from "./address-book";
import { publicClient } from "./clients";

/** Who is paid for each contributorId at `servedAt` (Unix seconds); zero while nobody is bound. */
export async function readPayees(contributorIds: readonly Hex[], servedAt: number): Promise<Address[]> {
  const address = await contractAddress("DatanetRegistry");
  return Promise.all(
    contributorIds.map((id) =>
      publicClient().readContract({
        address,
        abi: datanetRegistryAbi,
        functionName: "payeeAt",
        args: [id, servedAt],
      }),
    ),
  );
}

/** Accounts and basis points that share a model's part at `servedAt`. */
export async function readRevenue(
  modelId: bigint,
  servedAt: number,
): Promise<{ account: Address; bps: number }[]> {
  const [accounts, bps] = await publicClient().readContract({
    address: await contractAddress("ModelRegistry"),
    abi: modelRegistryAbi,
    functionName: "revenueAt",
    args: [modelId, servedAt],
  });
  return accounts.map((account, i) => ({ account, bps: bps[i] ?? 0 }));
}

/** The staking provider behind an operator key, and the contract that books its reward. */
export async function readStaker(operator: Address): Promise<{ providerId: bigint; staking: Address }> {
  const staking = await contractAddress("Staking");
  const providerId = await publicClient().readContract({
    address: staking,
    abi: stakingAbi,
    functionName: "providerOf",
    args: [operator],
  });
  return { providerId, staking };
}

/** Treasury of the first Datanet (by snapshot root) that a run was trained on. */
export async function readTreasury(runId: string): Promise<{ datanetKey: Hex; payee: Address }> {
  const snapshot = await db().runSnapshot.findFirst({
    where: { runId },
    include: { version: { include: { datanet: { include: { owner: true } } } } },
    orderBy: { version: { snapshotRoot: "asc" } },
  });
  if (!snapshot) return { datanetKey: `0x${"0".repeat(64)}`, payee: zeroAddress };
  const { datanet } = snapshot.version;
  return { datanetKey: datanet.datanetKey as Hex, payee: datanet.owner.address as Address };
}
