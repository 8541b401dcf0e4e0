import "server-only";
import { TrainingPlan } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";

/** Has the attribution index built from the checkpoints that the last attempt kept for it. */
export async function queueIndex(tx: Tx, runId: string): Promise<void> {
  const run = await tx.trainingRun.update({ where: { id: runId }, data: { phase: "indexing" } });
  const plan = TrainingPlan.parse(run.plan);
  const checkpoints = await tx.checkpoint.findMany({
    where: { runId, kind: { startsWith: "checkpoint." } },
    orderBy: [{ attempt: "desc" }, { step: "asc" }],
  });
  const newest = checkpoints
    .filter((c) => c.attempt === checkpoints[0]?.attempt)
    .slice(-plan.settings.attributionCheckpoints);
  await enqueueJob(tx, {
    runId,
    spec: {
      kind: "index",
      runId,
      base: plan.base,
      adapterHash: run.adapterHash as string,
      maxLength: plan.settings.maxLength,
      seed: plan.settings.seed,
      snapshotRoots: plan.data.map((data) => data.snapshotRoot).sort(),
      runManifestHash: run.runManifest ?? run.planHash,
      checkpoints: newest.map((c) => ({ step: c.step, learningRate: c.learningRate ?? 0 })),
    },
    inputs: [
      { role: "rows", sha256: run.rowsAll },
      { role: "adapter.manifest", sha256: run.adapterHash as string },
      { role: "adapter.weights", sha256: run.adapterWeights as string },
      ...newest.map((c) => ({ role: c.kind, sha256: c.sha256 })),
    ],
  });
}
