import "server-only";
import { TERMINAL_STATES } from "@/lib/domain/training/run-machine";
import { db } from "@/lib/server/db/prisma";
import { scrubRun } from "./scrub-run";

/** Ended runs that still remember a row that was erased since they were last looked at. */
async function findForgetful(): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT DISTINCT run.id FROM training_run run
    JOIN run_snapshot snapshot ON snapshot.run_id = run.id
    JOIN version_record member ON member.version_id = snapshot.version_id
    JOIN datanet_record record ON record.id = member.record_id
    WHERE record.erased_at IS NOT NULL AND record.erased_at > coalesce(run.scrubbed_at, '-infinity')
      AND run.state::text = ANY(${[...TERMINAL_STATES]})`;
  return rows.map(({ id }) => id);
}

/**
 * Keeper step: takes the texts of erased rows out of what ended runs keep. A run that is still going keeps them until it
 * ends. What the adapter learned cannot be taken out.
 */
export async function scrubRuns(): Promise<number> {
  const ids = await findForgetful();
  for (const id of ids) await scrubRun(id);
  return ids.length;
}
