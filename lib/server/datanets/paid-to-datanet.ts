import "server-only";
import { db } from "@/lib/server/db/prisma";

/** Wei that settled answers paid to the contributors of a Datanet (kind 3 leaves). */
export async function paidToDatanet(datanetId: string): Promise<bigint> {
  const [row] = await db().$queryRaw<{ sum: string | null }[]>`
    SELECT sum(leaf.amount_wei)::text AS sum
    FROM payout_leaf leaf
    JOIN answer ON answer.id = leaf.answer_id
    JOIN settlement_batch batch ON batch.id = answer.settlement_id AND batch.state IN ('seen', 'final')
    JOIN contributor ON contributor.contributor_id = leaf.ref
    WHERE leaf.kind = 3 AND contributor.datanet_id = ${datanetId}`;
  return BigInt(row?.sum ?? 0);
}
