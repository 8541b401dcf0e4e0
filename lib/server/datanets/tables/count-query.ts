import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { db } from "@/lib/server/db/prisma";
import { CALLS_AN_HOUR } from "./tunables";

const HOUR_MS = 3_600_000;

/**
 * Takes one of an account's calls of this hour, whatever becomes of it: a refused query has cost a process too. One lock
 * per account, so that two calls at the same moment do not both find the last one free.
 * @returns how many are left
 * @throws AppError rate_limited / sql_calls
 */
export async function countQuery(accountId: string, versionId: string): Promise<number> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`query:${accountId}`}))`;
    const now = Date.now();
    const recent = await tx.versionQuery.findMany({
      where: { accountId, createdAt: { gt: new Date(now - HOUR_MS) } },
      select: { createdAt: true },
      orderBy: { createdAt: "asc" },
      take: CALLS_AN_HOUR,
    });
    const [oldest] = recent;
    if (oldest && recent.length >= CALLS_AN_HOUR) {
      const seconds = Math.max(1, Math.ceil((oldest.createdAt.getTime() + HOUR_MS - now) / 1000));
      const minutes = Math.ceil(seconds / 60);
      throw new AppError(
        "rate_limited",
        `All ${CALLS_AN_HOUR} queries of this hour are used. The next one is free in ${minutes} ${minutes === 1 ? "minute" : "minutes"}; whole versions can be downloaded at any time.`,
        { reason: "sql_calls", retryAfterS: seconds },
      );
    }
    await tx.versionQuery.create({ data: { accountId, versionId } });
    return CALLS_AN_HOUR - recent.length - 1;
  });
}
