import "server-only";
import type { Job } from "@/lib/generated/prisma/client";
import type { FinishBody } from "@/lib/schemas/jobs";
import type { Tx } from "@/lib/server/db/prisma";
import { setRunState } from "./set-run-state";

/** The attribution index stands: the run is complete and can be published. */
export async function finishIndex(tx: Tx, job: Job, body: FinishBody): Promise<void> {
  if (body.result.kind !== "index") return;
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: job.runId as string } });
  await setRunState(tx, run.id, run.stopOutcome === "keep" ? "STOPPED" : "SUCCEEDED", {
    data: { indexRoot: body.result.indexRoot, index: body.result },
  });
}
