import "server-only";
import type { Hex } from "viem";
import { accruedWei } from "@/lib/domain/training/estimate-run";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import type { FinishBody } from "@/lib/schemas/jobs";
import { TrainingPlan } from "@/lib/schemas/training";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import type { Tx } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";
import { cancelRun } from "./cancel-run";
import { isTrusted } from "./find-trainer";
import type { StoredAssignment } from "./offer-assignment";
import { recordCheck } from "./record-check";
import { recordCheckpoint } from "./record-checkpoint";
import { setRunState } from "./set-run-state";

/** Training is over: keep the artefacts, relay the worker's claim, and have the result evaluated. */
export async function finishTrain(tx: Tx, job: Job, body: FinishBody, worker: Worker): Promise<void> {
  const runId = job.runId as string;
  if (body.outcome === "cancelled" || body.result.kind !== "train" || !body.result.adapterHash) {
    await cancelRun(tx, runId, "Stopped; nothing was kept.");
    return;
  }
  const { result } = body;
  const artifact = (role: string) => body.artifacts.find((a) => a.role === role)?.sha256 ?? null;
  for (const { role, step, sha256, learningRate } of body.artifacts) {
    if (step !== null && role.startsWith("checkpoint."))
      await recordCheckpoint(tx, { runId, attempt: job.attempt, step, kind: role, sha256, learningRate });
  }
  await setRunState(tx, runId, "VERIFYING", {
    data: {
      phase: "evaluating",
      step: result.step,
      adapterHash: result.adapterHash,
      adapterWeights: artifact("adapter.weights"),
      runManifest: artifact("run.manifest"),
      trainResult: result,
      // A submission of an attempt that was refused must not draw for this one.
      submittedBlock: null,
      auditSeed: null,
      ...(body.outcome === "stopped" && { stopOutcome: "keep" }),
    },
  });
  await submitToEscrow(tx, job, body, result.step);
  if (!isTrusted(worker)) {
    const sentence = `${worker.name}'s files passed the gate.`;
    await recordCheck(tx, { runId, layer: "gate", workerId: worker.id, verdict: "passed", sentence });
  }
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  const plan = TrainingPlan.parse(run.plan);
  await enqueueJob(tx, {
    runId,
    spec: {
      kind: "evaluate",
      runId,
      base: plan.base,
      method: plan.settings.method,
      adapterHash: result.adapterHash as string,
      maxLength: plan.settings.maxLength,
      seed: plan.settings.seed,
    },
    inputs: [
      { role: "rows", sha256: run.rowsAll },
      { role: "adapter.manifest", sha256: result.adapterHash as string },
      { role: "adapter.weights", sha256: run.adapterWeights as string },
    ],
  });
}

/** The worker's signed claim goes to the escrow; it is credited only after the evaluation. */
async function submitToEscrow(tx: Tx, job: Job, body: FinishBody, step: number): Promise<void> {
  const attempt = await tx.attempt.findUniqueOrThrow({
    where: { jobId_fence: { jobId: job.id, fence: body.fence } },
  });
  const assignment = attempt.assignment as unknown as StoredAssignment | null;
  if (!assignment || body.result.kind !== "train") return;
  const weights = body.artifacts.find((a) => a.role === "adapter.weights");
  if (!body.submissionSig || !weights) return;
  await enqueueIntent(tx, {
    key: `escrow-submit:${assignment.runId}:${assignment.fence}`,
    lane: "relayer",
    contract: "TrainingEscrow",
    functionName: "submit",
    args: [
      {
        runId: assignment.runId as Hex,
        milestone: 1,
        checkpointHash: `0x${weights.sha256}`,
        chainHead: `0x${body.result.chainHead}`,
        accrued: accruedWei(BigInt(assignment.capWei), BigInt(assignment.rate), step),
        fence: BigInt(assignment.fence),
      },
      body.submissionSig as Hex,
    ],
  });
}
