import "server-only";
import type { SpendingSession } from "@/lib/schemas/payments";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { toSpendingSession } from "./to-spending-session";

/** My spending sessions, newest first. */
export async function listSessions(call: {
  actor: Actor;
}): Promise<{ items: SpendingSession[]; nextCursor: null }> {
  const account = requireAccount(call.actor);
  const rows = await db().spendingSession.findMany({
    where: { accountId: account.id },
    orderBy: { createdAt: "desc" },
    take: 50,
  });
  return { items: await Promise.all(rows.map(toSpendingSession)), nextCursor: null };
}
