import "server-only";
import { applyEscrowEvent } from "@/lib/server/training/apply-escrow-event";
import { integer, type Projector, text } from "./projector";

/** Training runs follow the escrow's logs. */
export const trainingProjectors: readonly Projector[] = [
  {
    contract: "TrainingEscrow",
    events: ["RunFunded"],
    seen: (tx, log) =>
      applyEscrowEvent(tx, { name: "RunFunded", escrowRunId: text(log, "runId"), txHash: log.txHash }),
  },
  {
    contract: "TrainingEscrow",
    events: ["CheckpointAccepted"],
    seen: (tx, log) => applyEscrowEvent(tx, { name: "CheckpointAccepted", escrowRunId: text(log, "runId") }),
  },
  {
    contract: "TrainingEscrow",
    events: ["RunEnded"],
    seen: (tx, log) =>
      applyEscrowEvent(tx, {
        name: "RunEnded",
        escrowRunId: text(log, "runId"),
        paid: integer(log, "paid"),
        refunded: integer(log, "refunded"),
        contested: integer(log, "contested"),
        contestedUntil: Number(integer(log, "contestedUntil")),
      }),
  },
  {
    contract: "TrainingEscrow",
    events: ["MilestoneSubmitted"],
    seen: (tx, log) =>
      applyEscrowEvent(tx, {
        name: "MilestoneSubmitted",
        escrowRunId: text(log, "runId"),
        fence: Number(integer(log, "fence")),
        block: log.blockNumber,
      }),
  },
  {
    contract: "TrainingEscrow",
    events: ["ContestedReleased"],
    seen: (tx, log) => applyEscrowEvent(tx, { name: "ContestedReleased", escrowRunId: text(log, "runId") }),
  },
  {
    contract: "TrainingEscrow",
    events: ["BondSlashed"],
    seen: (tx, log) =>
      applyEscrowEvent(tx, {
        name: "BondSlashed",
        escrowRunId: text(log, "runId"),
        paid: integer(log, "paid"),
      }),
  },
];
