import "server-only";
import { TrainingPlan } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";

/** Hands a run to the workers. */
export async function queueTraining(tx: Tx, runId: string): Promise<void> {
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  const plan = TrainingPlan.parse(run.plan);
  await enqueueJob(tx, {
    runId,
    spec: {
      kind: "train",
      runId,
      plan,
      planHash: run.planHash,
      datanets: plan.data.map((data) => data.snapshotRoot).sort(),
    },
    inputs: [{ role: "rows", sha256: run.rowsTrain }],
  });
}
