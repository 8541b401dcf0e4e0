import "server-only";
import { agentRegistryAbi } from "@/lib/generated/abis/agent-registry";
import { datanetRegistryAbi } from "@/lib/generated/abis/datanet-registry";
import { disputesAbi } from "@/lib/generated/abis/disputes";
import { faultProverAbi } from "@/lib/generated/abis/fault-prover";
import { gOpenAbi } from "@/lib/generated/abis/gopen";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import { modelRegistryAbi } from "@/lib/generated/abis/model-registry";
import { openGovernorAbi } from "@/lib/generated/abis/open-governor";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import { policyBookAbi } from "@/lib/generated/abis/policy-book";
import { receiptCheckerAbi } from "@/lib/generated/abis/receipt-checker";
import { royaltyLedgerAbi } from "@/lib/generated/abis/royalty-ledger";
import { stakingAbi } from "@/lib/generated/abis/staking";
import { timelockAbi } from "@/lib/generated/abis/timelock";
import { trainingEscrowAbi } from "@/lib/generated/abis/training-escrow";
import type { ContractName } from "./address-book-file";

/** ABI of every contract of the address book, by its name. */
export const CONTRACT_ABIS = {
  OpenToken: openTokenAbi,
  GOpen: gOpenAbi,
  Timelock: timelockAbi,
  OpenGovernor: openGovernorAbi,
  PolicyBook: policyBookAbi,
  Staking: stakingAbi,
  DatanetRegistry: datanetRegistryAbi,
  ModelRegistry: modelRegistryAbi,
  RoyaltyLedger: royaltyLedgerAbi,
  ReceiptChecker: receiptCheckerAbi,
  InferenceMeter: inferenceMeterAbi,
  Disputes: disputesAbi,
  FaultProver: faultProverAbi,
  TrainingEscrow: trainingEscrowAbi,
  AgentRegistry: agentRegistryAbi,
} as const satisfies Record<ContractName, readonly unknown[]>;

export type ContractAbis = typeof CONTRACT_ABIS;
