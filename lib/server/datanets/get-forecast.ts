import "server-only";
import { forecastEarnings } from "@/lib/domain/datanets/forecast-earnings";
import type { EarningsForecast } from "@/lib/schemas/datanets";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";

const DAYS = 30;

/** OPEN per leader record over the last 30 days, from settled answers of models that use this Datanet. */
export async function getForecast(call: { actor: Actor; slug: string }): Promise<EarningsForecast> {
  const datanet = await findDatanetRow(call.slug, call.actor);
  const since = new Date(Date.now() - DAYS * 86_400_000);
  // A contributor id belongs to one Datanet, so what it was paid came from models that use it.
  const rows = await db().$queryRaw<{ leaders: bigint; paid: string | null }[]>`
    SELECT
      (SELECT count(*) FROM version_record v
         JOIN datanet_record r ON r.id = v.record_id
       WHERE v.leader AND r.contributor_ref = c.id AND v.version_id = (
         SELECT id FROM datanet_version WHERE datanet_id = ${datanet.id} ORDER BY number DESC LIMIT 1)) AS leaders,
      (SELECT sum(leaf.amount_wei)::text FROM payout_leaf leaf
         JOIN answer ON answer.id = leaf.answer_id AND answer.served_at > ${since}
         JOIN settlement_batch batch ON batch.id = answer.settlement_id AND batch.state IN ('seen', 'final')
       WHERE leaf.kind = 3 AND leaf.ref = c.contributor_id) AS paid
    FROM contributor c WHERE c.datanet_id = ${datanet.id}`;
  const groups = rows.map((row) => ({ leaders: Number(row.leaders), paidWei: BigInt(row.paid ?? 0) }));
  const range = forecastEarnings(groups);
  return {
    days: DAYS,
    leaders: groups.reduce((sum, group) => sum + group.leaders, 0),
    range: range && { p10Wei: range.p10Wei.toString(), p90Wei: range.p90Wei.toString() },
  };
}
