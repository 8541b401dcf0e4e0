import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { closeEscrow } from "./close-escrow";
import { setRunState } from "./set-run-state";

/** Ends a run without a model. */
export async function cancelRun(tx: Tx, runId: string, reason: string): Promise<boolean> {
  const moved = await setRunState(tx, runId, "CANCELLED", { reason });
  if (moved) await closeEscrow(tx, runId, "reject", reason);
  return moved;
}
