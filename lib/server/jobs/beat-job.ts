import "server-only";
import type { z } from "zod";
import type { Worker } from "@/lib/generated/prisma/client";
import type { BeatAnswer, BeatBody } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { recordProgress } from "@/lib/server/training/record-progress";
import { findLeasedJob } from "./find-leased-job";
import { LEASE_S } from "./tunables";

/** Renews the lease, stores points, samples and log lines once per seq, and answers with the person's wish. */
export async function beatJob(
  worker: Worker,
  jobId: string,
  body: z.infer<typeof BeatBody>,
): Promise<z.infer<typeof BeatAnswer>> {
  const command = await db().$transaction(async (tx) => {
    // The row lock puts beats and finish of one job in order.
    await tx.$queryRaw`SELECT id FROM job WHERE id = ${jobId} FOR UPDATE`;
    const job = await findLeasedJob(worker, jobId, body.fence, tx);
    await tx.job.update({
      where: { id: jobId },
      data: { leaseUntil: new Date(Date.now() + LEASE_S * 1000) },
    });
    const now = new Date();
    await tx.worker.update({
      where: { id: worker.id },
      data: { lastSeenAt: now, device: body.device, deviceAt: now },
    });
    const fresh = await tx.attempt.updateMany({
      where: { jobId, fence: body.fence, beatSeq: { lt: body.seq } },
      data: { beatSeq: body.seq, ...(body.chainHead && { chainHead: body.chainHead }) },
    });
    if (fresh.count === 1 && job.runId) await recordProgress(tx, job, body);
    return job.command;
  });
  return { leaseS: LEASE_S, command: command as "continue" };
}
