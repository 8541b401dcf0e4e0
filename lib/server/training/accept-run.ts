import "server-only";
import type { Hex } from "viem";
import { typedData } from "@/lib/domain/payments/typed-data";
import { accruedWei } from "@/lib/domain/training/estimate-run";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { roleAccount } from "@/lib/server/chain/roles";
import type { Tx } from "@/lib/server/db/prisma";
import { findTrainer } from "./find-trainer";
import { type SignInput, type StoredAssignment, trainingDomain } from "./offer-assignment";

/** Signs the checkpoint receipt of the verified result; once the chain shows it accepted, the run is completed there. */
export async function acceptRun(tx: Tx, runId: string): Promise<void> {
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  if (!run.escrowRunId) return;
  const trainer = await findTrainer(tx, runId);
  const assignment = trainer?.assignment as unknown as StoredAssignment | undefined;
  if (!assignment || !run.adapterWeights) return;
  const message = {
    runId: assignment.runId as Hex,
    worker: assignment.worker as Hex,
    milestone: 1,
    checkpointHash: `0x${run.adapterWeights}` as Hex,
    fromAccrued: 0n,
    accrued: accruedWei(BigInt(assignment.capWei), BigInt(assignment.rate), run.step),
    fence: BigInt(assignment.fence),
  };
  const signature = await roleAccount("evaluator").signTypedData(
    typedData("CheckpointReceipt", await trainingDomain(), message) as SignInput,
  );
  await enqueueIntent(tx, {
    key: `escrow-receipt:${run.escrowRunId}`,
    lane: "relayer",
    contract: "TrainingEscrow",
    functionName: "acceptCheckpoint",
    args: [message, signature],
  });
}
