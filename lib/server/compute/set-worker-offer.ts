import "server-only";
import type { WorkerDetail } from "@/lib/schemas/compute";
import type { WorkerOffer } from "@/lib/schemas/jobs";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { getOwnWorker } from "./get-own-worker";
import { getWorkerDetail } from "./get-worker-detail";

/** A new price for runs to come; plans that were signed keep theirs. @throws AppError not_found */
export async function setWorkerOffer(call: {
  actor: Actor;
  id: string;
  offer: WorkerOffer;
}): Promise<WorkerDetail> {
  const worker = await getOwnWorker(call.actor, call.id);
  await db().worker.update({ where: { id: worker.id }, data: { offer: call.offer } });
  return getWorkerDetail(call);
}
