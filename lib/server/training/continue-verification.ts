import "server-only";
import { TrainingPlan } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";
import { acceptRun } from "./accept-run";
import { enqueueReplay } from "./enqueue-replay";
import { findTrainer, isTrusted } from "./find-trainer";
import { queueIndex } from "./queue-index";

/**
 * The next thing that a trained run waits for. A trusted machine's result is accepted once it was evaluated; another
 * one's is replayed first, with a draw that was made after its states were committed, and accepted by `finishReplay`.
 * Called whenever one of these facts arrives; calling it again changes nothing.
 */
export async function continueVerification(tx: Tx, runId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM training_run WHERE id = ${runId} FOR UPDATE`;
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  if (run.state !== "VERIFYING" || run.evaluation === null) return;
  const trainer = await findTrainer(tx, runId);
  if (!trainer) return;
  if (isTrusted(trainer.worker)) {
    await releaseRun(tx, runId);
    return;
  }
  if (!run.auditSeed) {
    await tx.trainingRun.update({ where: { id: runId }, data: { phase: "drawing" } });
    return;
  }
  const asked = await tx.job.count({
    where: { runId, kind: "replay", queuedAt: { gte: trainer.endedAt ?? new Date(0) } },
  });
  if (asked === 0) await enqueueReplay(tx, run, TrainingPlan.parse(run.plan), trainer);
}

/** Everything that was asked for holds: the worker's milestone is accepted, and attribution gets its index. */
export async function releaseRun(tx: Tx, runId: string): Promise<void> {
  await acceptRun(tx, runId);
  await queueIndex(tx, runId);
}
