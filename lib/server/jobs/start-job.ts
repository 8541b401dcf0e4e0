import "server-only";
import type { Hex } from "viem";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { Worker } from "@/lib/generated/prisma/client";
import type { Lease, StartJobBody } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { acceptAssignment } from "@/lib/server/training/accept-assignment";
import { markRunStarted } from "@/lib/server/training/mark-run-started";
import { findLeasedJob } from "./find-leased-job";
import { LEASE_S } from "./tunables";

/** The worker begins: the job runs, and its signature over the assignment goes to the escrow through the keeper. */
export async function startJob(
  worker: Worker,
  jobId: string,
  body: z.infer<typeof StartJobBody>,
): Promise<z.infer<typeof Lease>> {
  await db().$transaction(async (tx) => {
    const job = await findLeasedJob(worker, jobId, body.fence, tx);
    if (job.state === "RUNNING") return;
    const attempt = await tx.attempt.findUniqueOrThrow({
      where: { jobId_fence: { jobId, fence: body.fence } },
    });
    if (attempt.assignment !== null) {
      if (!body.workerSig)
        throw new AppError("invalid_input", "The assignment has to be signed with the worker's wallet.");
      await acceptAssignment(tx, job, attempt.assignment, body.workerSig as Hex, worker);
    }
    await tx.job.update({
      where: { id: jobId },
      data: { state: "RUNNING", leaseUntil: new Date(Date.now() + LEASE_S * 1000) },
    });
    await tx.attempt.update({
      where: { jobId_fence: { jobId, fence: body.fence } },
      data: { startedAt: new Date() },
    });
    if (job.kind === "train" && job.runId) await markRunStarted(tx, job.runId, job.attempt);
  });
  return { leaseS: LEASE_S };
}
