import "server-only";
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import type { FinishBody, Finished } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { checkCommitment } from "@/lib/server/training/check-commitment";
import { checkTrainedAdapter } from "@/lib/server/training/check-trained-adapter";
import { continueChoice } from "@/lib/server/training/continue-choice";
import { failRun } from "@/lib/server/training/fail-run";
import { isTrusted } from "@/lib/server/training/find-trainer";
import { finishEvaluate } from "@/lib/server/training/finish-evaluate";
import { finishIndex } from "@/lib/server/training/finish-index";
import { finishReplay } from "@/lib/server/training/finish-replay";
import { finishTrain } from "@/lib/server/training/finish-train";
import { blameTrainer, refuseAtGate } from "@/lib/server/training/refuse-adapter";
import { findLeasedJob } from "./find-leased-job";

const STATE_OF = {
  succeeded: "SUCCEEDED",
  stopped: "SUCCEEDED",
  cancelled: "CANCELLED",
  failed: "FAILED",
} as const;

/** Artefacts named by `finish` must have been uploaded under this fence. @throws AppError invalid_input */
async function checkArtifacts(job: Job, body: FinishBody): Promise<void> {
  const uploads = await db().artifactUpload.findMany({
    where: { jobId: job.id, fence: body.fence, complete: true },
  });
  const known = new Set(uploads.map((upload) => `${upload.role}:${upload.sha256}`));
  const missing = body.artifacts.filter((artifact) => !known.has(`${artifact.role}:${artifact.sha256}`));
  if (missing.length > 0) {
    throw new AppError(
      "invalid_input",
      `These artefacts were named but not uploaded: ${missing.map((a) => a.role).join(", ")}.`,
    );
  }
}

/**
 * Ends an attempt in one transaction: artefacts, the run's next state and its events. The same body again is
 * answered from the row; a stale fence is refused.
 */
export async function finishJob(
  worker: Worker,
  jobId: string,
  body: FinishBody,
): Promise<z.infer<typeof Finished>> {
  const finishHash = createHash("sha256")
    .update(canonicalize(body) ?? "")
    .digest("hex");
  const earlier = await db().attempt.findUnique({
    where: { jobId_fence: { jobId, fence: body.fence } },
    include: { job: true },
  });
  if (earlier?.workerId === worker.id && earlier.finishHash === finishHash)
    return { state: earlier.job.state };
  const job = await findLeasedJob(worker, jobId, body.fence);
  await checkArtifacts(job, body);
  // The gate reads whole files, so it runs before the transaction; its verdict is about immutable bytes.
  if (body.result.kind === "train" && body.result.adapterHash) {
    if (!isTrusted(worker)) await checkCommitment(job, body);
    await checkTrainedAdapter(job, body).catch((error) => refuseAtGate(worker, job, body, finishHash, error));
  }
  const state = STATE_OF[body.outcome];
  await db().$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT id FROM job WHERE id = ${jobId} FOR UPDATE`;
      await findLeasedJob(worker, jobId, body.fence, tx);
      await tx.attempt.update({
        where: { jobId_fence: { jobId, fence: body.fence } },
        data: { endedAt: new Date(), outcome: body.outcome, finishHash },
      });
      const retry = body.outcome === "failed" && isInfra(body) && job.attempt < job.maxAttempts;
      await tx.job.update({
        where: { id: jobId },
        data: retry
          ? { state: "QUEUED", leaseUntil: null, notBefore: new Date(Date.now() + 5_000 * 2 ** job.attempt) }
          : {
              state,
              endedAt: new Date(),
              leaseUntil: null,
              result: body.result,
              errorCode: body.reason?.code ?? null,
              errorDetail: body.reason?.detail ?? null,
            },
      });
      if (retry || (await continueChoice(tx, job, body)) || !job.runId) return;
      if (body.outcome === "failed") {
        if (await blameTrainer(tx, job, body, worker)) return;
        await failRun(tx, job.runId, body.reason?.detail ?? "The worker gave no reason.");
        return;
      }
      if (job.kind === "train") await finishTrain(tx, job, body, worker);
      else if (job.kind === "evaluate") await finishEvaluate(tx, job, body, worker);
      else if (job.kind === "replay") await finishReplay(tx, job, body, worker);
      else if (job.kind === "index") await finishIndex(tx, job, body);
    },
    { timeout: 60_000 },
  );
  return { state: (await db().job.findUniqueOrThrow({ where: { id: jobId } })).state };
}

/** Faults of the machine, not of the plan: another attempt may succeed. */
function isInfra(body: FinishBody): boolean {
  return ["worker_lost", "upstream_unavailable", "internal", "job_timeout"].includes(body.reason?.code ?? "");
}
