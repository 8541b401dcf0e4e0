import "server-only";
import { db } from "@/lib/server/db/prisma";
import { START_WITHIN_S, WORKER_ONLINE_S } from "./tunables";

/** A worker that stands at the desk: what it takes, and the backing that it can still promise. */
export type Waiting = { workerId: string; kinds: readonly string[]; backingWei: bigint };

/** Which waiting worker (its place in the list) got which job, under which fence. */
export type Taken = { place: number; jobId: string; fence: number };

/**
 * One statement for everybody who waits: the oldest job that fits anyone, and the first in line whom it fits, skipping
 * locked rows; the fence grows with every attempt. Untrusted workers are offered training only, at a price that the
 * plan was made for, against a bond that they can back, and never a run on which work of their wallet was refused; nobody
 * gets a method that the machine cannot do. A worker that the plan names is waited for while it is online.
 * @returns null when nobody fits anything
 */
export async function takeJob(waiting: readonly Waiting[]): Promise<Taken | null> {
  if (waiting.length === 0) return null;
  const ids = waiting.map((one) => one.workerId);
  const kinds = waiting.map((one) => one.kinds.join(","));
  const backings = waiting.map((one) => one.backingWei.toString());
  const rows = await db().$queryRaw<Taken[]>`
    WITH pair AS (
      SELECT job.id, taker.place FROM job
      CROSS JOIN LATERAL (
        SELECT waiting.place
        FROM unnest(${ids}::text[], ${kinds}::text[], ${backings}::numeric[])
          WITH ORDINALITY AS waiting(id, kinds, backing, place)
        JOIN worker ON worker.id = waiting.id
        WHERE NOT worker.draining AND job.kind = ANY(string_to_array(waiting.kinds, ','))
          AND NOT (worker.wallet = ANY(job.excluded))
          AND jsonb_exists(coalesce(worker.caps->'methods', '["lora"]'),
            coalesce(job.spec #>> '{plan,settings,method}', job.spec ->> 'method', 'lora'))
          AND (job.preferred IS NULL OR job.preferred = worker.id OR NOT EXISTS (
            SELECT 1 FROM worker named WHERE named.id = job.preferred AND NOT named.draining
              AND named.last_seen_at > now() - make_interval(secs => ${WORKER_ONLINE_S})))
          AND job.bond_wei <= waiting.backing
          AND (worker.tier <= 1 OR (job.kind = 'train' AND job.max_tier >= worker.tier
            AND job.max_fee_wei >= (worker.offer->>'startFeeWei')::numeric
            AND job.max_rate_wei >= (worker.offer->>'ratePerPflopWei')::numeric))
        ORDER BY waiting.place LIMIT 1) taker
      WHERE job.state = 'QUEUED' AND job.not_before <= now()
      ORDER BY (job.kind = 'preview') DESC, job.queued_at, job.id
      FOR UPDATE OF job SKIP LOCKED LIMIT 1)
    UPDATE job SET state = 'LEASED', attempt = attempt + 1, fence = fence + 1,
      lease_until = now() + make_interval(secs => ${START_WITHIN_S}), command = 'continue'
    FROM pair WHERE job.id = pair.id
    RETURNING job.id AS "jobId", job.fence, pair.place::int - 1 AS place`;
  return rows[0] ?? null;
}
