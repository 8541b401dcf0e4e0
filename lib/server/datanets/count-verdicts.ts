import "server-only";
import type { Contribution } from "@/lib/schemas/contributions";
import { db } from "@/lib/server/db/prisma";

/** Rows of a contribution by verdict. */
export async function countVerdicts(contributionId: string): Promise<Contribution["verdicts"]> {
  const counts = await db().datanetRecord.groupBy({
    by: ["verdict"],
    where: { contributionId },
    _count: true,
  });
  const verdicts = { pending: 0, accepted: 0, rejected: 0 };
  for (const { verdict, _count } of counts) verdicts[verdict] = _count;
  return verdicts;
}
