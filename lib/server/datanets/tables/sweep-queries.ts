import "server-only";
import { db } from "@/lib/server/db/prisma";

const DAY_MS = 24 * 3_600_000;

/** Janitor: queries that no limit counts any more are forgotten. */
export async function sweepQueries(): Promise<number> {
  const { count } = await db().versionQuery.deleteMany({
    where: { createdAt: { lt: new Date(Date.now() - DAY_MS) } },
  });
  return count;
}
