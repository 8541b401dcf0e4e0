import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import { type ClaimBody, ClaimedJob, WorkerCapabilities, WorkerOffer } from "@/lib/schemas/jobs";
import { freeBackingWei } from "@/lib/server/compute/free-backing";
import { db } from "@/lib/server/db/prisma";
import { createBlobLink } from "@/lib/server/storage/blob-link";
import { isTrusted } from "@/lib/server/training/find-trainer";
import { offerAssignment } from "@/lib/server/training/offer-assignment";
import { resumeFrom } from "@/lib/server/training/resume-from";
import type { JobInputRef } from "./enqueue-job";
import { CLAIM_POLL_MS, LEASE_S, START_WITHIN_S, WORKER_ONLINE_S } from "./tunables";

/**
 * One statement: oldest fitting job, skipping locked rows; the fence grows with every attempt. Untrusted workers are
 * offered training only, at a price that the plan was made for, against a bond that they can back, and never a run
 * on which work of their wallet was refused. A worker that the plan names is waited for while it is online.
 */
async function takeOne(worker: Worker, kinds: string[], backingWei: bigint): Promise<Job | null> {
  const offer = WorkerOffer.parse(worker.offer);
  const { methods } = WorkerCapabilities.parse(worker.caps);
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE job SET state = 'LEASED', attempt = attempt + 1, fence = fence + 1,
      lease_until = now() + make_interval(secs => ${START_WITHIN_S}), command = 'continue'
    WHERE id = (
      SELECT id FROM job
      WHERE state = 'QUEUED' AND kind = ANY(${kinds}) AND not_before <= now()
        AND max_tier >= ${isTrusted(worker) ? 0 : worker.tier}
        AND bond_wei <= ${backingWei.toString()}::numeric
        AND (${isTrusted(worker)} OR (
          max_fee_wei >= ${offer.startFeeWei}::numeric AND max_rate_wei >= ${offer.ratePerPflopWei}::numeric))
        AND NOT (${worker.wallet} = ANY(excluded))
        AND coalesce(spec #>> '{plan,settings,method}', spec ->> 'method', 'lora') = ANY(${methods})
        AND (preferred IS NULL OR preferred = ${worker.id} OR NOT EXISTS (
          SELECT 1 FROM worker named WHERE named.id = job.preferred AND NOT named.draining
            AND named.last_seen_at > now() - make_interval(secs => ${WORKER_ONLINE_S})))
      ORDER BY (kind = 'preview') DESC, queued_at
      FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING id`;
  const [first] = rows;
  return first ? db().job.findUniqueOrThrow({ where: { id: first.id } }) : null;
}

async function inputsOf(refs: JobInputRef[]): Promise<z.infer<typeof ClaimedJob>["inputs"]> {
  const blobs = await db().blob.findMany({ where: { sha256: { in: refs.map((ref) => ref.sha256) } } });
  const sizes = new Map(blobs.map((blob) => [blob.sha256, Number(blob.bytes)]));
  return refs.map((ref) => ({
    ...ref,
    bytes: sizes.get(ref.sha256) ?? 0,
    url: createBlobLink("GET", ref.sha256),
  }));
}

/** Waits up to `waitS` for a job that this worker may take. Null when there is none. */
export async function claimJob(
  worker: Worker,
  body: z.infer<typeof ClaimBody>,
  signal: AbortSignal,
): Promise<z.infer<typeof ClaimedJob> | null> {
  const until = Date.now() + body.waitS * 1000;
  await db().worker.update({ where: { id: worker.id }, data: { lastSeenAt: new Date() } });
  if (worker.draining) {
    await sleep(body.waitS * 1000, undefined, { signal }).catch(() => undefined);
    return null;
  }
  const kinds = isTrusted(worker) ? body.kinds : body.kinds.filter((kind) => kind === "train");
  const backingWei = kinds.includes("train") ? await freeBackingWei(worker) : 0n;
  for (;;) {
    const job = await takeOne(worker, kinds, backingWei);
    if (job) {
      const offer = await offerAssignment(job, worker);
      await db().attempt.create({
        data: {
          jobId: job.id,
          fence: job.fence,
          workerId: worker.id,
          ...(offer && { assignment: offer.assignment }),
        },
      });
      const resume = await resumeFrom(job, worker);
      const inputs = await inputsOf([
        ...(job.inputs as JobInputRef[]),
        ...(resume ? [{ role: "resume", sha256: resume.sha256 }] : []),
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
    if (Date.now() >= until || signal.aborted) return null;
    await sleep(CLAIM_POLL_MS);
  }
}
