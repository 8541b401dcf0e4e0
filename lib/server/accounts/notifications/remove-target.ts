import "server-only";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { listTargets, type Targets } from "./list-targets";
import { ownTarget } from "./own-target";

/** Nothing more is sent there, not even what waits. @throws AppError not_found */
export async function removeTarget(call: { actor: Actor; id: string }): Promise<Targets> {
  const row = await ownTarget(call.actor, call.id);
  await db().notificationTarget.update({ where: { id: row.id }, data: { removedAt: new Date() } });
  return listTargets(call);
}
