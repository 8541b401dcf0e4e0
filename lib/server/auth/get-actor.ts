import "server-only";
import { toAccount } from "@/lib/server/accounts/to-account";
import { db } from "@/lib/server/db/prisma";
import { type Actor, ANONYMOUS } from "./actor";
import { hashToken, IDLE_MS, readCookie } from "./session-cookie";

/** Reads the sign-in cookie of a request. An expired or unknown one is simply nobody. */
export async function getActor(request: { headers: Headers }): Promise<Actor> {
  const token = readCookie(request, "session");
  if (!token) return ANONYMOUS;
  const signIn = await db().signIn.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { account: true },
  });
  const now = Date.now();
  if (!signIn || signIn.expiresAt.getTime() < now || signIn.lastSeenAt.getTime() + IDLE_MS < now)
    return ANONYMOUS;
  if (now - signIn.lastSeenAt.getTime() > 60_000) {
    await db().signIn.updateMany({
      where: { tokenHash: signIn.tokenHash },
      data: { lastSeenAt: new Date(now) },
    });
  }
  return { account: toAccount(signIn.account) };
}
