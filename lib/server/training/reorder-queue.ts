import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { listTrainingRuns } from "./list-training-runs";

/**
 * Puts one's own waiting runs into another order. They change places among themselves only, so nobody else waits
 * longer or shorter for it.
 * @param ids all of one's own runs that wait, in the wanted order
 * @throws AppError not_found, conflict when one of them has started or another one waits by now
 */
export async function reorderQueue(call: { actor: Actor; ids: string[] }) {
  const account = requireAccount(call.actor);
  await db().$transaction(async (tx) => {
    // Locked in a fixed order: a worker's claim either took a job before this, and it is missing here, or comes after.
    const waiting = await tx.$queryRaw<{ id: string; runId: string; queuedAt: Date }[]>`
      SELECT job.id, job.run_id AS "runId", job.queued_at AS "queuedAt" FROM job
      JOIN training_run run ON run.id = job.run_id
      WHERE run.account_id = ${account.id} AND job.kind = 'train' AND job.state = 'QUEUED'
      ORDER BY job.queued_at, job.id FOR UPDATE OF job`;
    const own = await tx.trainingRun.count({ where: { id: { in: call.ids }, accountId: account.id } });
    if (own !== call.ids.length) throw new AppError("not_found", "There is no such run of yours.");
    const jobs = new Map(waiting.map((job) => [job.runId, job]));
    if (jobs.size !== call.ids.length || call.ids.some((id) => !jobs.has(id)))
      throw new AppError(
        "conflict",
        "Your queue has changed: a run started, ended or came in meanwhile. The list shows how it is now.",
      );
    for (const [place, id] of call.ids.entries()) {
      const [job, at] = [jobs.get(id), waiting[place]];
      if (job && at) await tx.job.update({ where: { id: job.id }, data: { queuedAt: at.queuedAt } });
    }
  });
  return listTrainingRuns(call);
}
