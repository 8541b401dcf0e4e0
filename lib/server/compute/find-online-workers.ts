import "server-only";
import type { Worker } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { WORKER_ONLINE_S } from "@/lib/server/jobs/tunables";

/** Workers heard of within the last minute. */
export async function findOnlineWorkers(): Promise<Worker[]> {
  return db().worker.findMany({
    where: { lastSeenAt: { gt: new Date(Date.now() - WORKER_ONLINE_S * 1000) } },
  });
}
