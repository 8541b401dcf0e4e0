import "server-only";
import { purposeOf } from "@/lib/domain/datanets/access-rule";
import { type IndexedLog, integer, text } from "@/lib/server/chain/projections/projector";
import type { Tx } from "@/lib/server/db/prisma";

const DAY_S = 86_400;

/** The registry has a grant: one that was given here is confirmed, one that its owner sent from elsewhere counts too. */
export async function applyAccessGranted(tx: Tx, log: IndexedLog): Promise<void> {
  const grantId = text(log, "grantId");
  const { count } = await tx.accessGrant.updateMany({ where: { grantId }, data: { txHash: log.txHash } });
  if (count > 0) return;
  const datanet = await tx.datanet.findUnique({ where: { datanetKey: text(log, "datanetKey") } });
  const number = Number(integer(log, "purpose"));
  if (!datanet || number < 1 || number > 3) return;
  const expiresAt = Number(integer(log, "expiresAt"));
  await tx.accessGrant.create({
    data: {
      datanetId: datanet.id,
      grantee: text(log, "grantee").toLowerCase(),
      purpose: purposeOf(number),
      days: Math.ceil((expiresAt - log.timestamp) / DAY_S),
      state: "granted",
      expiresAt: Math.min(expiresAt, 2 ** 31 - 1),
      grantId,
      txHash: log.txHash,
      decidedAt: new Date(log.timestamp * 1000),
    },
  });
}
