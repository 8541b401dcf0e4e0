import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { closeEscrow } from "./close-escrow";
import { setRunState } from "./set-run-state";

/** Ends a run with its reason; the escrow returns what no accepted checkpoint earned. */
export async function failRun(tx: Tx, runId: string, reason: string): Promise<void> {
  if (await setRunState(tx, runId, "FAILED", { reason })) await closeEscrow(tx, runId, "reject", reason);
}
