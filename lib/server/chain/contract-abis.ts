import "server-only";
import { datanetRegistryAbi } from "@/lib/generated/abis/datanet-registry";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import { modelRegistryAbi } from "@/lib/generated/abis/model-registry";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import { policyBookAbi } from "@/lib/generated/abis/policy-book";
import { stakingAbi } from "@/lib/generated/abis/staking";
import { trainingEscrowAbi } from "@/lib/generated/abis/training-escrow";
import type { ContractName } from "./address-book-file";

/** ABI of every contract of the address book, by its name. */
export const CONTRACT_ABIS = {
  OpenToken: openTokenAbi,
  PolicyBook: policyBookAbi,
  Staking: stakingAbi,
  DatanetRegistry: datanetRegistryAbi,
  ModelRegistry: modelRegistryAbi,
  InferenceMeter: inferenceMeterAbi,
  TrainingEscrow: trainingEscrowAbi,
} as const satisfies Record<ContractName, readonly unknown[]>;

export type ContractAbis = typeof CONTRACT_ABIS;
