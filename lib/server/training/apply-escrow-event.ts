import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { closeEscrow } from "./close-escrow";
import { queueTraining } from "./queue-training";
import { setRunState } from "./set-run-state";

type EscrowEvent =
  | { name: "RunFunded"; escrowRunId: string; txHash: string }
  | { name: "CheckpointAccepted"; escrowRunId: string }
  | { name: "RunEnded"; escrowRunId: string; paid: bigint; refunded: bigint };

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
    case "RunEnded":
      await tx.trainingRun.update({
        where: { id: run.id },
        data: {
          chargedWei: event.paid.toString(),
          refundedWei: event.refunded.toString(),
          escrowClosed: true,
        },
      });
      break;
  }
}
