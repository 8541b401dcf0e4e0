import "server-only";
import { db } from "@/lib/server/db/prisma";
import { appendEvent } from "@/lib/server/training/append-event";
import { cancelRun } from "@/lib/server/training/cancel-run";
import { failRun } from "@/lib/server/training/fail-run";

/** Puts jobs of vanished workers back on the queue, from their last checkpoint; after three attempts they are dead. */
export async function sweepLeases(): Promise<number> {
  const lost = await db().job.findMany({
    where: { state: { in: ["LEASED", "RUNNING"] }, leaseUntil: { lt: new Date() } },
    select: { id: true },
  });
  for (const { id } of lost) {
    await db().$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM job WHERE id = ${id} FOR UPDATE`;
      const job = await tx.job.findUniqueOrThrow({ where: { id }, include: { run: true } });
      if (!["LEASED", "RUNNING"].includes(job.state) || !job.leaseUntil || job.leaseUntil > new Date())
        return;
      const stopping = job.run?.state === "STOPPING";
      const dead = job.attempt >= job.maxAttempts;
      await tx.attempt.updateMany({
        where: { jobId: id, fence: job.fence, endedAt: null },
        data: { endedAt: new Date(), outcome: "lost" },
      });
      await tx.job.update({
        where: { id },
        data: stopping
          ? { state: "CANCELLED", endedAt: new Date(), leaseUntil: null }
          : dead
            ? {
                state: "DEAD",
                endedAt: new Date(),
                leaseUntil: null,
                errorCode: "worker_lost",
                errorDetail: "The worker vanished.",
              }
            : { state: "QUEUED", leaseUntil: null, notBefore: new Date() },
      });
      if (!job.runId) return;
      if (stopping) await cancelRun(tx, job.runId, "The worker vanished while the run was being stopped.");
      else if (dead)
        await failRun(
          tx,
          job.runId,
          `The worker vanished ${job.attempt} times. Start the run again once a worker is online.`,
        );
      else {
        await appendEvent(tx, job.runId, {
          kind: "notice",
          text: "The worker vanished; the run goes on from its last checkpoint with the next one.",
        });
        if (job.kind === "train") {
          await tx.trainingRun.updateMany({
            where: { id: job.runId, state: "RUNNING" },
            data: { state: "QUEUED", phase: null },
          });
          await appendEvent(tx, job.runId, { kind: "state", state: "QUEUED", reason: "worker_lost" });
        }
      }
    });
  }
  return lost.length;
}
