import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import type { FinishBody } from "@/lib/schemas/jobs";
import { db, type Tx } from "@/lib/server/db/prisma";
import { findLeasedJob } from "@/lib/server/jobs/find-leased-job";
import { findTrainer, isTrusted } from "./find-trainer";
import { refuseWork } from "./refuse-work";

/**
 * The gate refused an adapter that was offered. An untrusted worker loses the run over it at once; the operator's own
 * may mend its files and finish again.
 * @throws the refusal itself, always
 */
export async function refuseAtGate(
  worker: Worker,
  job: Job,
  body: FinishBody,
  finishHash: string,
  error: unknown,
): Promise<never> {
  if (error instanceof AppError && error.code === "adapter_refused" && job.runId && !isTrusted(worker)) {
    const { runId } = job;
    await db().$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM job WHERE id = ${job.id} FOR UPDATE`;
      await findLeasedJob(worker, job.id, body.fence, tx);
      await tx.attempt.update({
        where: { jobId_fence: { jobId: job.id, fence: body.fence } },
        data: { endedAt: new Date(), outcome: "refused", finishHash },
      });
      await tx.job.update({
        where: { id: job.id },
        data: { state: "FAILED", endedAt: new Date(), leaseUntil: null, errorCode: error.code },
      });
      const sentence = `${worker.name}'s work was refused: ${error.detail}`;
      await refuseWork(tx, {
        runId,
        layer: "gate",
        worker,
        sentence,
        measured: { reason: error.reason ?? "" },
      });
    });
  }
  throw error;
}

/** The evaluating machine's own gate refused the adapter: that is its trainer's fault, not the evaluator's. */
export async function blameTrainer(tx: Tx, job: Job, body: FinishBody, verifier: Worker): Promise<boolean> {
  if (job.kind !== "evaluate" || !job.runId || body.reason?.code !== "adapter_refused") return false;
  const trainer = await findTrainer(tx, job.runId);
  if (!trainer || isTrusted(trainer.worker)) return false;
  await refuseWork(tx, {
    runId: job.runId,
    layer: "gate",
    worker: trainer.worker,
    verifierId: verifier.id,
    sentence: `${trainer.worker.name}'s work was refused: ${body.reason.detail}`,
    measured: { reason: body.reason.reason ?? "" },
  });
  return true;
}
