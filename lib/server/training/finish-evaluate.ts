import "server-only";
import type { Job } from "@/lib/generated/prisma/client";
import type { FinishBody } from "@/lib/schemas/jobs";
import { TrainingPlan } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";
import { acceptRun } from "./accept-run";
import { appendEvent } from "./append-event";

/** The evaluation passed: the worker's checkpoint is accepted and paid, and the attribution index is built. */
export async function finishEvaluate(tx: Tx, job: Job, body: FinishBody): Promise<void> {
  if (body.result.kind !== "evaluate") return;
  const runId = job.runId as string;
  const { report } = body.result;
  const run = await tx.trainingRun.update({
    where: { id: runId },
    data: { evaluation: report, phase: "indexing" },
  });
  const change = report.deltaLoss.mean.toFixed(3);
  await appendEvent(tx, runId, {
    kind: "notice",
    text: `Evaluated on ${report.rows} held-out rows: loss changed by ${change} nats per token.`,
  });
  await acceptRun(tx, runId);
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
