import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import { AppError } from "@/lib/errors/app-error";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { listTargets, type Targets } from "./list-targets";
import { ownTarget } from "./own-target";

/** With the token of the link that was sent to it; only for who added it. @throws AppError not_found, forbidden */
export async function confirmTarget(call: { actor: Actor; id: string; token: string }): Promise<Targets> {
  const row = await ownTarget(call.actor, call.id);
  const given = createHash("sha256").update(call.token).digest();
  if (!row.confirmHash || !timingSafeEqual(given, Buffer.from(row.confirmHash, "hex")))
    throw new AppError("forbidden", "This link does not confirm the address. Add it again for a new one.");
  await db().notificationTarget.update({ where: { id: row.id }, data: { confirmedAt: new Date() } });
  return listTargets(call);
}
