import "server-only";
import { type Hex, keccak256, toBytes } from "viem";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import type { Tx } from "@/lib/server/db/prisma";

/** The evaluator ends the run on chain: accepted milestones are paid, the rest returns to the client. Queued once per run. */
export async function closeEscrow(
  tx: Tx,
  runId: string,
  verdict: "complete" | "reject" | "rejectForFraud",
  reason: string,
): Promise<void> {
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  if (!run.escrowRunId) return;
  await enqueueIntent(tx, {
    key: `escrow-end:${run.escrowRunId}`,
    lane: "evaluator",
    contract: "TrainingEscrow",
    functionName: verdict,
    args: [run.escrowRunId as Hex, keccak256(toBytes(reason))],
  });
}
