import "server-only";
import { type Hex, keccak256, toBytes } from "viem";
import { reviewWords } from "@/lib/domain/datanets/review-words";
import type { Judgement } from "@/lib/schemas/contributions";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import type { Tx } from "@/lib/server/db/prisma";

export type JudgedBatch = { id: string; datanetKey: string; batchId: number };

/** Queues review words under a name of their own; the keeper sends them and the reviewer pays nothing. */
export async function queueVerdicts(
  tx: Tx,
  batch: JudgedBatch,
  call: { name: string; verdict: "accept" | "reject"; positions: readonly number[]; reason: string },
): Promise<void> {
  for (const { word, bits } of reviewWords(call.positions)) {
    await enqueueIntent(tx, {
      key: `review:${call.name}:${word}`,
      lane: "relayer",
      contract: "DatanetRegistry",
      functionName: "review",
      args: [
        {
          datanetKey: batch.datanetKey as Hex,
          batchId: batch.batchId,
          word,
          acceptBits: call.verdict === "accept" ? bits : 0n,
          rejectBits: call.verdict === "reject" ? bits : 0n,
          reasonsHash: keccak256(toBytes(call.reason)),
        },
      ],
    });
  }
}

/**
 * One judgement on the rows of a batch that are still pending. Acceptance goes to the chain at once; a rejection
 * only when no appeal can turn it any more, because the registry judges each row once.
 * @returns how many rows it judged; rows that somebody judged before stay as they are
 */
export async function judgeRows(
  tx: Tx,
  batch: JudgedBatch,
  reviewerId: string,
  judgement: Judgement,
): Promise<number> {
  const pending = await tx.datanetRecord.findMany({
    where: {
      contributionId: batch.id,
      verdict: "pending",
      ...(judgement.rows !== "pending" && { position: { in: judgement.rows } }),
    },
    select: { position: true },
    orderBy: { position: "asc" },
  });
  const positions = pending.map((row) => row.position);
  if (positions.length === 0) return 0;
  const accepted = judgement.verdict === "accept";
  await tx.datanetRecord.updateMany({
    where: { contributionId: batch.id, verdict: "pending", position: { in: positions } },
    data: {
      verdict: accepted ? "accepted" : "rejected",
      accepted,
      judgedAt: new Date(),
      ...(!accepted && { rejectCode: judgement.code, rejectReason: judgement.reason }),
    },
  });
  const review = await tx.contributionReview.create({
    data: {
      contributionId: batch.id,
      reviewerId,
      decision: accepted ? "accepted" : "rejected",
      positions,
      ...(!accepted && { code: judgement.code, reason: judgement.reason }),
    },
  });
  if (accepted) await queueVerdicts(tx, batch, { name: review.id, verdict: "accept", positions, reason: "" });
  return positions.length;
}
