import "server-only";
import { auditShareBps, drawSegments } from "@/lib/domain/compute/audit-draw";
import { isSuspiciousGain } from "@/lib/domain/compute/held-out-claim";
import type { Attempt, TrainingRun, Worker } from "@/lib/generated/prisma/client";
import { FinishBody } from "@/lib/schemas/jobs";
import { EvalReport, type TrainingPlan } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";
import { putBlob } from "@/lib/server/storage/blob-store";
import { countPassedRuns } from "./count-passed-runs";
import { readCurve } from "./read-curve";

const TrainResult = FinishBody.shape.result;
const ALL_BPS = 10_000;

/** Hands a finished run of an untrusted worker to a trusted one: all claims, and the drawn segments to replay. */
export async function enqueueReplay(
  tx: Tx,
  run: TrainingRun,
  plan: TrainingPlan,
  trainer: Attempt & { worker: Worker },
): Promise<void> {
  const claim = TrainResult.parse(run.trainResult);
  if (claim.kind !== "train") return;
  const saved = await tx.checkpoint.findMany({
    where: { runId: run.id, kind: "checkpoint" },
    orderBy: [{ step: "asc" }, { attempt: "asc" }],
  });
  const archives = new Map(saved.map(({ step, sha256 }) => [step, sha256]));
  const steps = [...archives.keys()];
  const { validation, ...test } = run.evaluation as { validation?: { baseLoss: number; tunedLoss: number } };
  const suspicious = validation && isSuspiciousGain(validation, EvalReport.parse(test));
  const usual = auditShareBps(trainer.worker.tier, await countPassedRuns(tx, trainer.worker.wallet));
  const shareBps = suspicious ? ALL_BPS : usual;
  const curve = await putBlob(JSON.stringify(await readCurve(tx, run.id)));
  await tx.trainingRun.update({ where: { id: run.id }, data: { phase: "replaying" } });
  await enqueueJob(tx, {
    runId: run.id,
    spec: {
      kind: "replay",
      runId: run.id,
      plan,
      planHash: run.planHash,
      datanets: plan.data.map((data) => data.snapshotRoot).sort(),
      step: claim.step,
      tokens: claim.tokens,
      chainHead: claim.chainHead,
      segments: drawSegments(run.auditSeed as string, steps, shareBps),
    },
    inputs: [
      { role: "rows", sha256: run.rowsTrain },
      { role: "adapter.weights", sha256: run.adapterWeights as string },
      { role: "curve", sha256: curve.sha256 },
      ...(plan.start ? [{ role: "start", sha256: plan.start.weights }] : []),
      ...[...archives].map(([step, sha256]) => ({ role: `checkpoint.${step}`, sha256 })),
    ],
    shareBps,
  });
}
