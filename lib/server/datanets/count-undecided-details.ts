import "server-only";
import { db } from "@/lib/server/db/prisma";

/** Possible personal details in a contribution's rows that its author has not decided on. */
export async function countUndecidedDetails(contributionId: string): Promise<number> {
  const { _sum } = await db().datanetRecord.aggregate({
    where: { contributionId, undecided: { gt: 0 } },
    _sum: { undecided: true },
  });
  return _sum.undecided ?? 0;
}
