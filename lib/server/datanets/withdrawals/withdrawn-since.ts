import "server-only";
import { db } from "@/lib/server/db/prisma";

/** Whether rows of a version were taken back after `since`: what was being made of them then holds too much. */
export async function withdrawnSince(versionId: string, since: Date): Promise<boolean> {
  const found = await db().versionRecord.findFirst({
    where: {
      versionId,
      record: { OR: [{ withdrawnAt: { gte: since } }, { erasedAt: { gte: since } }] },
    },
    select: { recordId: true },
  });
  return found !== null;
}
