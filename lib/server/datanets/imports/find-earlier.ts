import "server-only";
import { db } from "@/lib/server/db/prisma";

export type Earlier = { by: string; at: Date };

/** Who offered these texts to the Datanet before; drafts, refused and rejected rows do not count. */
export async function findEarlier(
  datanetId: string,
  contributionId: string,
  textHashes: readonly string[],
): Promise<Map<string, Earlier>> {
  const rows = await db().datanetRecord.findMany({
    where: {
      datanetId,
      textHash: { in: [...textHashes] },
      // A rejected row may be offered again, mended or by somebody else.
      verdict: { not: "rejected" },
      contributionId: { not: contributionId },
      contribution: {
        state: { notIn: ["checking", "refused", "needs_mapping", "ready", "failed"] },
      },
    },
    select: {
      textHash: true,
      contributor: { select: { handle: true } },
      contribution: { select: { submittedAt: true, createdAt: true } },
    },
  });
  return new Map(
    rows.map((row) => [
      row.textHash,
      { by: row.contributor.handle, at: row.contribution.submittedAt ?? row.contribution.createdAt },
    ]),
  );
}
