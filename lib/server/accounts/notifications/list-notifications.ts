import "server-only";
import type { z } from "zod";
import { NotificationBody, NotificationKind, type NotificationList } from "@/lib/schemas/accounts";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { SHOWN } from "./tunables";

type Inbox = z.infer<typeof NotificationList>;

/** The newest of one's own, and how many are unread in all. */
export async function listNotifications(call: { actor: Actor }): Promise<Inbox> {
  const { id: accountId } = requireAccount(call.actor);
  const [rows, unread] = await Promise.all([
    db().notification.findMany({ where: { accountId }, orderBy: { createdAt: "desc" }, take: SHOWN }),
    db().notification.count({ where: { accountId, readAt: null } }),
  ]);
  return {
    items: rows.map((row) => ({
      id: row.id,
      kind: NotificationKind.parse(row.kind),
      body: NotificationBody.parse(row.body),
      path: row.path,
      read: row.readAt !== null,
      at: row.createdAt.toISOString(),
    })),
    unread,
  };
}

/** Marks one's own as read, up to the newest that was on the screen: what came meanwhile stays unread. */
export async function readNotifications(call: { actor: Actor; upTo: string }): Promise<Inbox> {
  const { id: accountId } = requireAccount(call.actor);
  const last = await db().notification.findUnique({ where: { id: call.upTo } });
  if (last?.accountId === accountId)
    await db().notification.updateMany({
      where: { accountId, readAt: null, createdAt: { lte: last.createdAt } },
      data: { readAt: new Date() },
    });
  return listNotifications(call);
}
