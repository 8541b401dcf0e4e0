import "server-only";
import { APPEAL_DAYS } from "@/lib/domain/datanets/review-times";
import { db, type Tx } from "@/lib/server/db/prisma";
import { decideAppeal } from "./decide-appeal";
import { queueVerdicts } from "./judge-rows";

const BATCH = 50;

/** The rejections of one contribution go to the chain, by reason, because the registry stores one hash a judgement. */
async function sendRejections(tx: Tx, contributionId: string): Promise<void> {
  // Held before it is judged, so that an appeal of the same moment is either seen here or refused there.
  await tx.$queryRaw`SELECT 1 FROM contribution WHERE id = ${contributionId} FOR UPDATE`;
  const { count } = await tx.contribution.updateMany({
    where: {
      id: contributionId,
      rejectionsSentAt: null,
      OR: [{ appeal: null }, { appeal: { state: { in: ["upheld", "expired"] } } }],
    },
    data: { rejectionsSentAt: new Date() },
  });
  if (count === 0) return;
  const contribution = await tx.contribution.findUniqueOrThrow({
    where: { id: contributionId },
    include: { datanet: true, records: { where: { verdict: "rejected" }, orderBy: { position: "asc" } } },
  });
  if (contribution.batchId === null) return;
  const batch = {
    id: contribution.id,
    datanetKey: contribution.datanet.datanetKey,
    batchId: contribution.batchId,
  };
  const byReason = Map.groupBy(contribution.records, (record) => record.rejectReason ?? "");
  for (const [index, [reason, records]] of [...byReason].entries()) {
    await queueVerdicts(tx, batch, {
      name: `rejected:${contribution.id}:${index}`,
      verdict: "reject",
      positions: records.map((record) => record.position),
      reason,
    });
  }
}

/**
 * Keeper step: appeals whose panel let its time pass expire, and rejections become final on the chain once nobody can
 * object any more.
 */
export async function endReviewTimes(now = new Date()): Promise<void> {
  const late = await db().contributionAppeal.findMany({
    where: { state: "open", panel: { isEmpty: false }, dueAt: { lt: now } },
    take: BATCH,
  });
  for (const appeal of late) {
    await db().$transaction((tx) => decideAppeal(tx, appeal.contributionId, "expired"));
  }
  const over = new Date(now.getTime() - APPEAL_DAYS * 86_400_000);
  const final = await db().contribution.findMany({
    where: {
      state: { in: ["rejected", "partly_accepted"] },
      rejectionsSentAt: null,
      OR: [{ appeal: null, reviewedAt: { lt: over } }, { appeal: { state: { in: ["upheld", "expired"] } } }],
    },
    select: { id: true },
    take: BATCH,
  });
  for (const { id } of final) await db().$transaction((tx) => sendRejections(tx, id));
}
