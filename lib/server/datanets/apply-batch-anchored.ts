import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { closeReview } from "./close-review";
import { judgeRows } from "./judge-rows";

/**
 * Projection of `BatchAnchored`. Rows that the Datanet's owner offered himself are self-accepted; everybody
 * else's wait for his review.
 */
export async function applyBatchAnchored(
  tx: Tx,
  event: { datanetKey: string; contributorId: string; root: string; batchId: number; txHash: string },
): Promise<void> {
  const row = await tx.contribution.findFirst({
    where: { root: event.root, contributor: { contributorId: event.contributorId } },
    include: { datanet: true },
  });
  if (!row || row.batchId !== null) return;
  const own = row.authorId === row.datanet.ownerId;
  await tx.contribution.update({
    where: { id: row.id },
    data: {
      batchId: event.batchId,
      txHash: event.txHash,
      state: "in_review",
      selfAccepted: own,
    },
  });
  await tx.contributor.updateMany({
    where: { contributorId: event.contributorId },
    data: { registered: true },
  });
  if (!own) return;
  const batch = { id: row.id, datanetKey: row.datanet.datanetKey, batchId: event.batchId };
  await judgeRows(tx, batch, row.authorId, { verdict: "accept", rows: "pending" });
  await closeReview(tx, row.id);
}
