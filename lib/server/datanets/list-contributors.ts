import "server-only";
import { getAddress } from "viem";
import type { DatanetContributor } from "@/lib/schemas/datanets";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";

type Row = {
  contributor_id: string;
  handle: string;
  payee: string | null;
  records: bigint;
  paid: string | null;
};

/** People with accepted rows, most rows first, with what settled answers paid them here. */
export async function listContributors(call: {
  actor: Actor;
  slug: string;
}): Promise<{ items: DatanetContributor[]; nextCursor: null }> {
  const datanet = await findDatanetRow(call.slug, call.actor);
  const rows = await db().$queryRaw<Row[]>`
    SELECT c.contributor_id, c.handle, c.payee,
      (SELECT count(*) FROM datanet_record r WHERE r.contributor_ref = c.id AND r.accepted) AS records,
      (SELECT sum(leaf.amount_wei)::text FROM payout_leaf leaf
         JOIN answer ON answer.id = leaf.answer_id
         JOIN settlement_batch batch ON batch.id = answer.settlement_id AND batch.state IN ('seen', 'final')
       WHERE leaf.kind = 3 AND leaf.ref = c.contributor_id) AS paid
    FROM contributor c WHERE c.datanet_id = ${datanet.id} ORDER BY records DESC, c.created_at`;
  return {
    items: rows
      .filter((row) => row.records > 0n)
      .map((row) => ({
        contributorId: row.contributor_id,
        handle: row.handle,
        payee: row.payee ? getAddress(row.payee) : null,
        records: Number(row.records),
        paidWei: row.paid ?? "0",
      })),
    nextCursor: null,
  };
}
