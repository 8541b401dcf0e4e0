import "server-only";
import { db } from "@/lib/server/db/prisma";
import type { Taken } from "./take-job";

/** Puts a job back that was leased to a worker which hung up before it heard of it; no attempt is counted. */
export async function undoTake(taken: Taken): Promise<void> {
  await db().job.updateMany({
    where: { id: taken.jobId, fence: taken.fence, state: "LEASED" },
    data: { state: "QUEUED", attempt: { decrement: 1 }, leaseUntil: null },
  });
}
