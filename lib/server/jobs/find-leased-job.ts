import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import { db, type Tx } from "@/lib/server/db/prisma";

const LIVE = ["LEASED", "RUNNING"];

/**
 * The job under a worker's live fence. An attempt that was overtaken, finished or belongs to another worker
 * gets `lease_lost` and must stop writing.
 * @throws AppError lease_lost | not_found
 */
export async function findLeasedJob(
  worker: Worker,
  jobId: string,
  fence: number,
  tx: Tx = db(),
): Promise<Job> {
  const attempt = await tx.attempt.findUnique({
    where: { jobId_fence: { jobId, fence } },
    include: { job: true },
  });
  if (!attempt || attempt.workerId !== worker.id)
    throw new AppError("not_found", "This worker holds no such attempt.");
  if (attempt.job.fence !== fence || !LIVE.includes(attempt.job.state) || attempt.endedAt) {
    throw new AppError(
      "lease_lost",
      `Attempt ${fence} of job ${jobId} is over; attempt ${attempt.job.fence} counts (${attempt.job.state}). Stop writing.`,
    );
  }
  return attempt.job;
}
