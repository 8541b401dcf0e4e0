import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { NotificationTarget } from "@/lib/generated/prisma/client";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

/** @throws AppError not_found */
export async function ownTarget(actor: Actor, id: string): Promise<NotificationTarget> {
  const { id: accountId } = requireAccount(actor);
  const row = await db().notificationTarget.findFirst({ where: { id, accountId, removedAt: null } });
  if (!row) throw new AppError("not_found", "There is no such address of yours.");
  return row;
}
