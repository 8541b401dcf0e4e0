import "server-only";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { appendEvent } from "./append-event";
import { isTrusted } from "./find-trainer";

/**
 * The newest state of an earlier attempt that this worker goes on from. States of somebody else's untrusted machine
 * were not verified: whoever went on from them would answer for them, or pass them on unseen. They are dropped, and
 * the run starts anew.
 */
export async function resumeFrom(job: Job, worker: Worker): Promise<{ step: number; sha256: string } | null> {
  const { runId } = job;
  if (job.kind !== "train" || !runId) return null;
  const states = await db().checkpoint.findMany({
    where: { runId, kind: "checkpoint" },
    orderBy: [{ step: "desc" }, { attempt: "desc" }],
  });
  const [newest] = states;
  if (!newest) return null;
  const makers = await db().attempt.findMany({
    where: { jobId: job.id, fence: { in: states.map((state) => state.attempt) } },
    include: { worker: true },
  });
  const mayGoOn = makers.every((one) => isTrusted(one.worker) || one.worker.wallet === worker.wallet);
  if (mayGoOn) return { step: newest.step, sha256: newest.sha256 };
  await db().$transaction(async (tx) => {
    await tx.checkpoint.deleteMany({ where: { runId } });
    await tx.trainingRun.update({ where: { id: runId }, data: { step: 0, startedAt: null } });
    const reason = "Another machine took over; unverified states of the lost one are not used.";
    await appendEvent(tx, runId, { kind: "restart", fromStep: 0, reason });
    await appendEvent(tx, runId, { kind: "notice", text: reason });
  });
  return null;
}
