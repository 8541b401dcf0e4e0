import "server-only";
import { hashToken } from "@/lib/server/auth/session-cookie";
import { db } from "@/lib/server/db/prisma";

/** Signs this browser out. Signing out twice is no error. */
export async function deleteSession(token: string | null): Promise<void> {
  if (token) await db().signIn.deleteMany({ where: { tokenHash: hashToken(token) } });
}
