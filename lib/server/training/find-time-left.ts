import "server-only";
import { type Progress, timeLeft } from "@/lib/domain/training/time-left";
import { db } from "@/lib/server/db/prisma";

/** Seconds until the last step of a running run, from the reports since its attempt began; null while there is no pace. */
export async function findTimeLeft(run: {
  id: string;
  state: string;
  steps: number;
}): Promise<number | null> {
  if (run.state !== "RUNNING") return null;
  const reports = await db().$queryRaw<Progress[]>`
    SELECT (extract(epoch FROM at) * 1000)::float8 AS "atMs", (body->>'step')::int AS step FROM run_event
    WHERE run_id = ${run.id} AND kind = 'metrics' AND seq > COALESCE((
      SELECT max(seq) FROM run_event
      WHERE run_id = ${run.id} AND (kind = 'restart' OR (kind = 'state' AND body->>'state' = 'RUNNING'))), 0)
    ORDER BY seq`;
  return timeLeft(reports, run.steps, Date.now());
}
