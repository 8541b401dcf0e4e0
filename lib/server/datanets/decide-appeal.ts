import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { closeReview } from "./close-review";
import { queueVerdicts } from "./judge-rows";

/** Ends an appeal. `overturned` accepts every rejected row, here and on the chain, where none was judged yet. */
export async function decideAppeal(
  tx: Tx,
  contributionId: string,
  verdict: "upheld" | "overturned" | "expired",
): Promise<void> {
  const { count } = await tx.contributionAppeal.updateMany({
    where: { contributionId, state: "open" },
    data: { state: verdict, decidedAt: new Date() },
  });
  if (count === 0 || verdict !== "overturned") return;
  const contribution = await tx.contribution.findUniqueOrThrow({
    where: { id: contributionId },
    include: { datanet: true },
  });
  if (contribution.batchId === null) throw new Error(`Contribution ${contributionId} has no batch.`);
  const rows = await tx.datanetRecord.findMany({
    where: { contributionId, verdict: "rejected" },
    select: { position: true },
    orderBy: { position: "asc" },
  });
  await tx.datanetRecord.updateMany({
    where: { contributionId, verdict: "rejected" },
    data: { verdict: "accepted", accepted: true, rejectCode: null, rejectReason: null, judgedAt: new Date() },
  });
  await queueVerdicts(
    tx,
    { id: contributionId, datanetKey: contribution.datanet.datanetKey, batchId: contribution.batchId },
    {
      name: `appeal:${contributionId}`,
      verdict: "accept",
      positions: rows.map((row) => row.position),
      reason: "",
    },
  );
  await closeReview(tx, contributionId);
}
