import "server-only";
import { publicClient } from "@/lib/server/chain/clients";
import { db } from "@/lib/server/db/prisma";
import { continueVerification } from "./continue-verification";

/**
 * Keeper step: for submitted runs whose next block exists, its hash becomes the audit's seed. Whoever trained
 * committed all states before that block; on the embedded chain the operator makes it.
 */
export async function drawAudits(): Promise<void> {
  const due = await db().trainingRun.findMany({
    where: { state: "VERIFYING", submittedBlock: { not: null }, auditSeed: null },
    select: { id: true, submittedBlock: true },
  });
  if (due.length === 0) return;
  const head = Number(await publicClient().getBlockNumber());
  for (const { id, submittedBlock } of due) {
    if (submittedBlock === null || head <= submittedBlock) continue;
    const { hash } = await publicClient().getBlock({ blockNumber: BigInt(submittedBlock + 1) });
    if (!hash) continue;
    await db().$transaction(async (tx) => {
      const drawn = await tx.trainingRun.updateMany({
        where: { id, submittedBlock, auditSeed: null },
        data: { auditSeed: hash },
      });
      if (drawn.count === 1) await continueVerification(tx, id);
    });
  }
}
