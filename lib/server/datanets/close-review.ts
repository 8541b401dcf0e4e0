import "server-only";
import type { Tx } from "@/lib/server/db/prisma";

/** Ends a review whose every row is judged; does nothing while rows wait. */
export async function closeReview(tx: Tx, contributionId: string): Promise<void> {
  const counts = await tx.datanetRecord.groupBy({
    by: ["verdict"],
    where: { contributionId },
    _count: true,
  });
  const of = (verdict: string) => counts.find((entry) => entry.verdict === verdict)?._count ?? 0;
  if (of("pending") > 0) return;
  const state = of("rejected") === 0 ? "accepted" : of("accepted") === 0 ? "rejected" : "partly_accepted";
  await tx.contribution.updateMany({
    where: { id: contributionId, state: { in: ["in_review", "anchoring", "rejected", "partly_accepted"] } },
    data: { state, reviewedAt: new Date() },
  });
}
