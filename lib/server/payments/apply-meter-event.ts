import "server-only";
import type { Tx } from "@/lib/server/db/prisma";

type MeterEvent =
  | { name: "SessionOpened"; sessionId: string; claimUntil: number; txHash: string }
  | { name: "SessionCharged"; sessionId: string; seq: number; spent: bigint }
  | { name: "SessionFrozen"; sessionId: string; expiry: number; claimUntil: number; cap: bigint }
  | { name: "SessionReleased"; sessionId: string }
  | { name: "BatchSettled"; receiptsRoot: string; txHash: string; blockNumber: number };

/** Projection of the meter's logs on sessions and settlement batches. */
export async function applyMeterEvent(tx: Tx, event: MeterEvent): Promise<void> {
  switch (event.name) {
    case "SessionOpened":
      await tx.spendingSession.updateMany({
        where: { sessionId: event.sessionId, state: "opening" },
        data: { state: "open", txHash: event.txHash, claimUntil: new Date(event.claimUntil * 1000) },
      });
      break;
    case "SessionCharged":
      await tx.spendingSession.updateMany({
        where: { sessionId: event.sessionId },
        data: { spentWei: event.spent.toString(), settledSeq: event.seq },
      });
      break;
    case "SessionFrozen":
      await tx.spendingSession.updateMany({
        where: { sessionId: event.sessionId },
        data: {
          state: "frozen",
          expiresAt: new Date(event.expiry * 1000),
          claimUntil: new Date(event.claimUntil * 1000),
          capWei: event.cap.toString(),
        },
      });
      break;
    case "SessionReleased":
      await tx.spendingSession.updateMany({
        where: { sessionId: event.sessionId },
        data: { state: "released" },
      });
      break;
    case "BatchSettled":
      await tx.settlementBatch.updateMany({
        where: { receiptsRoot: event.receiptsRoot },
        data: { state: "settled", txHash: event.txHash, blockNumber: event.blockNumber },
      });
      break;
  }
}
