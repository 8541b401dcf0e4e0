import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { closeEscrow } from "./close-escrow";
import { queueTraining } from "./queue-training";
import { setRunState } from "./set-run-state";

type EscrowEvent =
  | { name: "RunFunded"; escrowRunId: string; txHash: string }
  | { name: "CheckpointAccepted"; escrowRunId: string }
  | { name: "MilestoneSubmitted"; escrowRunId: string; fence: number; block: number }
  | {
      name: "RunEnded";
      escrowRunId: string;
      paid: bigint;
      refunded: bigint;
      contested: bigint;
      contestedUntil: number;
    }
  | { name: "ContestedReleased"; escrowRunId: string }
  | { name: "BondSlashed"; escrowRunId: string; paid: bigint };

/** Projection of the escrow's logs on the run they belong to. */
export async function applyEscrowEvent(tx: Tx, event: EscrowEvent): Promise<void> {
  const run = await tx.trainingRun.findFirst({ where: { escrowRunId: event.escrowRunId } });
  if (!run) return;
  switch (event.name) {
    case "RunFunded":
      // A run cancelled while its money was on the way gets it back at once.
      if (await setRunState(tx, run.id, "QUEUED", { data: { escrowTx: event.txHash } }))
        await queueTraining(tx, run.id);
      else if (run.state === "CANCELLED" && !run.escrowTx)
        await closeEscrow(tx, run.id, "reject", "cancelled before it was funded");
      break;
    case "CheckpointAccepted":
      await closeEscrow(tx, run.id, "complete", "verified");
      break;
    case "MilestoneSubmitted":
      // A submission of an attempt that was refused since is history.
      if (run.escrowFence === event.fence)
        await tx.trainingRun.update({ where: { id: run.id }, data: { submittedBlock: event.block } });
      break;
    case "RunEnded":
      await tx.trainingRun.update({
        where: { id: run.id },
        data: {
          chargedWei: event.paid.toString(),
          refundedWei: event.refunded.toString(),
          escrowClosed: true,
          contestedWei: event.contested.toString(),
          contestedUntil: event.contestedUntil || null,
          bondAtRisk: await wasFraud(tx, event.escrowRunId),
        },
      });
      break;
    case "ContestedReleased":
      // The log may come twice; what was moved already is no longer contested.
      await tx.$executeRaw`
        UPDATE training_run SET refunded_wei = refunded_wei + contested_wei, contested_wei = 0
        WHERE id = ${run.id} AND contested_wei > 0`;
      break;
    case "BondSlashed":
      await tx.trainingRun.update({
        where: { id: run.id },
        data: { bondAtRisk: false, bondPaidWei: event.paid.toString() },
      });
      break;
  }
}

/** Whether the run was ended by a rejection for fraud, which leaves a bond to be slashed. */
async function wasFraud(tx: Tx, escrowRunId: string): Promise<boolean> {
  const end = await tx.chainIntent.findUnique({ where: { key: `escrow-end:${escrowRunId}` } });
  return end?.functionName === "rejectForFraud";
}
