import "server-only";
import type { z } from "zod";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import { type ClaimBody, ClaimedJob } from "@/lib/schemas/jobs";
import { freeBackingWei } from "@/lib/server/compute/free-backing";
import { closedDatanetOf } from "@/lib/server/datanets/access/closed-datanet-of";
import { db } from "@/lib/server/db/prisma";
import { createBlobLink } from "@/lib/server/storage/blob-link";
import { cancelRun } from "@/lib/server/training/cancel-run";
import { offerAssignment } from "@/lib/server/training/offer-assignment";
import { resumeFrom } from "@/lib/server/training/resume-from";
import { claimDesk } from "./claim-desk";
import type { JobInputRef } from "./enqueue-job";
import { LEASE_S, START_WITHIN_S } from "./tunables";

async function inputsOf(refs: JobInputRef[]): Promise<z.infer<typeof ClaimedJob>["inputs"]> {
  const blobs = await db().blob.findMany({ where: { sha256: { in: refs.map((ref) => ref.sha256) } } });
  const sizes = new Map(blobs.map((blob) => [blob.sha256, Number(blob.bytes)]));
  return refs.map((ref) => ({
    ...ref,
    bytes: sizes.get(ref.sha256) ?? 0,
    url: createBlobLink("GET", ref.sha256),
  }));
}

/** A run whose client lost the use of its data ends before anybody gets the rows; its money returns. */
async function endWithoutAccess(job: Job): Promise<boolean> {
  if (job.kind !== "train" || !job.runId) return false;
  const closed = await closedDatanetOf(job.runId);
  if (!closed) return false;
  const { id, runId } = job;
  await db().$transaction(async (tx) => {
    await tx.job.update({
      where: { id },
      data: { state: "CANCELLED", endedAt: new Date(), leaseUntil: null },
    });
    await cancelRun(
      tx,
      runId,
      `The grant to train on "${closed.name}" has ended. What was not used is refunded.`,
    );
  });
  return true;
}

/** Waits up to `waitS` for a job that this worker may take. Null when there is none. */
export async function claimJob(
  worker: Worker,
  body: z.infer<typeof ClaimBody>,
  signal: AbortSignal,
): Promise<z.infer<typeof ClaimedJob> | null> {
  const { kinds } = body;
  const until = Date.now() + body.waitS * 1000;
  const seen = db().worker.update({ where: { id: worker.id }, data: { lastSeenAt: new Date() } });
  const backing = kinds.includes("train") ? freeBackingWei(worker) : 0n;
  const [backingWei] = await Promise.all([backing, seen]);
  const taken = await claimDesk().wait({ workerId: worker.id, kinds, backingWei }, body.waitS * 1000, signal);
  if (!taken) return null;
  const job = await db().job.findUniqueOrThrow({ where: { id: taken.jobId } });
  if (await endWithoutAccess(job))
    return claimJob(worker, { ...body, waitS: Math.max(0, (until - Date.now()) / 1000) }, signal);
  const [offer, resume] = await Promise.all([offerAssignment(job, worker), resumeFrom(job, worker)]);
  const [inputs] = await Promise.all([
    inputsOf([
      ...(job.inputs as JobInputRef[]),
      ...(resume ? [{ role: "resume", sha256: resume.sha256 }] : []),
    ]),
    db().attempt.create({
      data: {
        jobId: job.id,
        fence: job.fence,
        workerId: worker.id,
        ...(offer && { assignment: offer.assignment }),
      },
    }),
  ]);
  return ClaimedJob.parse({
    jobId: job.id,
    kind: job.kind,
    attempt: job.attempt,
    fence: job.fence,
    leaseToken: `${job.id}.${job.fence}`,
    leaseS: LEASE_S,
    startWithinS: START_WITHIN_S,
    spec: job.spec,
    inputs,
    assignment: offer?.assignment ?? null,
    evaluatorSig: offer?.evaluatorSig ?? null,
    resume,
  });
}
