import "server-only";
import { db } from "@/lib/server/db/prisma";
import { forgetCopies } from "./forget-copies";

/** Longer than the request that took the rows back needs to do it itself. */
const GRACE_MS = 60_000;

/** Keeper step: forgets what a process that ended in the middle of a withdrawal left behind. */
export async function forgetMissed(): Promise<void> {
  const missed = await db().contribution.findMany({
    where: { forgetSince: { lt: new Date(Date.now() - GRACE_MS) } },
    select: { id: true },
  });
  for (const { id } of missed) await forgetCopies(id);
}
