import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { SpendingSession } from "@/lib/schemas/payments";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { toSpendingSession } from "./to-spending-session";

/** @throws AppError not_found */
export async function getSession(call: { actor: Actor; sessionId: string }): Promise<SpendingSession> {
  const account = requireAccount(call.actor);
  const row = await db().spendingSession.findUnique({ where: { sessionId: call.sessionId } });
  if (!row || row.accountId !== account.id)
    throw new AppError("not_found", "There is no such spending session of yours.");
  return toSpendingSession(row);
}
