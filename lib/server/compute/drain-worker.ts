import "server-only";
import type { WorkerDetail } from "@/lib/schemas/compute";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { getOwnWorker } from "./get-own-worker";
import { getWorkerDetail } from "./get-worker-detail";

/** A draining machine finishes what it holds and is offered nothing more. @throws AppError not_found */
export async function drainWorker(call: {
  actor: Actor;
  id: string;
  draining: boolean;
}): Promise<WorkerDetail> {
  const worker = await getOwnWorker(call.actor, call.id);
  await db().worker.update({ where: { id: worker.id }, data: { draining: call.draining } });
  return getWorkerDetail(call);
}
