import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { appendEvent } from "./append-event";
import { setRunState } from "./set-run-state";

export async function markRunStarted(tx: Tx, runId: string, attempt: number): Promise<void> {
  await tx.trainingRun.updateMany({ where: { id: runId, startedAt: null }, data: { startedAt: new Date() } });
  await setRunState(tx, runId, "RUNNING", { data: { phase: "loading" } });
  if (attempt > 1)
    await appendEvent(tx, runId, { kind: "notice", text: `Attempt ${attempt} took the run over.` });
}
