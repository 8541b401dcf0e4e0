import "server-only";
import type { BatchLimits } from "@/lib/domain/payments/plan-settlement";
import { policyBookAbi } from "@/lib/generated/abis/policy-book";
import { contractAddress } from "./address-book";
import { publicClient } from "./clients";

export type CurrentPolicy = {
  version: number;
  platformBps: number;
  modelBps: number;
  stakerBps: number;
  dataBps: number;
  trainingFeeBps: number;
  /** Longest browser spending session, seconds. */
  maxSession: number;
  /** Shortest time that the escrow gives a run's review, seconds. */
  reviewWindow: number;
  batchLimits: BatchLimits;
};

const policies = new Map<number, CurrentPolicy>();

/** Rules of one version. Versions never change, so each is read once. */
export async function policyAt(version: number): Promise<CurrentPolicy> {
  const known = policies.get(version);
  if (known) return known;
  const policy = await publicClient().readContract({
    address: await contractAddress("PolicyBook"),
    abi: policyBookAbi,
    functionName: "policyAt",
    args: [version],
  });
  const read = {
    version,
    platformBps: policy.platformBps,
    modelBps: policy.modelBps,
    stakerBps: policy.stakerBps,
    dataBps: policy.dataBps,
    trainingFeeBps: policy.trainingFeeBps,
    maxSession: policy.maxSession,
    reviewWindow: policy.reviewWindow,
    batchLimits: {
      maxSessions: policy.maxSessions,
      maxPayees: policy.maxPayees,
      maxReceipts: policy.maxReceipts,
      maxBatchTotal: policy.maxBatchTotal,
    },
  };
  policies.set(version, read);
  return read;
}

export async function currentPolicy(): Promise<CurrentPolicy> {
  const version = await publicClient().readContract({
    address: await contractAddress("PolicyBook"),
    abi: policyBookAbi,
    functionName: "current",
  });
  return policyAt(version);
}
