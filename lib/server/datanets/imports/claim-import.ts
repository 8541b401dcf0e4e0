import "server-only";
import type { DatanetJob } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { LEASE_S } from "./tunables";

/** The oldest job that is queued, or whose holder vanished; the fence grows with every holder. */
export async function claimImport(): Promise<DatanetJob | null> {
  const [row] = await db().$queryRaw<{ id: string }[]>`
    UPDATE datanet_job SET state = 'leased', attempt = attempt + 1, fence = fence + 1,
      lease_until = now() + make_interval(secs => ${LEASE_S})
    WHERE id = (
      SELECT id FROM datanet_job
      WHERE state = 'queued' OR (state = 'leased' AND lease_until < now())
      ORDER BY created_at
      FOR UPDATE SKIP LOCKED LIMIT 1)
    RETURNING id`;
  return row ? db().datanetJob.findUniqueOrThrow({ where: { id: row.id } }) : null;
}

export type Lease = { id: string; fence: number };

/** Holds on to a job. False when somebody else has it now, or nobody wants it any more. */
export async function renewLease(lease: Lease, progress?: object): Promise<boolean> {
  const renewed = await db().$executeRaw`
    UPDATE datanet_job SET lease_until = now() + make_interval(secs => ${LEASE_S}),
      progress = progress || ${JSON.stringify(progress ?? {})}::jsonb
    WHERE id = ${lease.id} AND fence = ${lease.fence} AND state = 'leased'`;
  return renewed === 1;
}
