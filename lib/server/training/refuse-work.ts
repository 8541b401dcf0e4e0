import "server-only";
import { Prisma, type Worker } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/server/db/prisma";
import { MAX_ATTEMPTS } from "@/lib/server/jobs/tunables";
import { appendEvent } from "./append-event";
import { closeEscrow } from "./close-escrow";
import { failRun } from "./fail-run";
import { queueTraining } from "./queue-training";
import { type NewCheck, recordCheck } from "./record-check";
import { setRunState } from "./set-run-state";

type Refusal = Omit<NewCheck, "verdict" | "workerId"> & { worker: Worker };

/**
 * A worker's result did not hold: nothing of it is paid or kept. A bonded run ends and the bond goes to the client
 * after the dispute window; any other run starts anew with another wallet, from the beginning, since no state of a
 * liar can be trusted. After as many refusals as a job has attempts the run fails and its money returns.
 */
export async function refuseWork(tx: Tx, { worker, ...refusal }: Refusal): Promise<void> {
  const { runId } = refusal;
  await recordCheck(tx, { ...refusal, workerId: worker.id, verdict: "refused" });
  await tx.job.updateMany({
    where: { runId, state: { in: ["QUEUED", "LEASED", "RUNNING"] } },
    data: { state: "CANCELLED", endedAt: new Date(), leaseUntil: null },
  });
  await tx.attempt.updateMany({
    where: { job: { runId, kind: "train" }, workerId: worker.id, outcome: { in: ["succeeded", "stopped"] } },
    data: { outcome: "refused" },
  });
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  if (BigInt((run.escrowRun as { bond?: string } | null)?.bond ?? 0) > 0n) {
    const reason = `${refusal.sentence} Your money returns; the worker's bond follows after the dispute window.`;
    if (await setRunState(tx, runId, "FAILED", { reason }))
      await closeEscrow(tx, runId, "rejectForFraud", reason);
    return;
  }
  const refused = await tx.verification.findMany({
    where: { runId, verdict: "refused" },
    select: { worker: { select: { wallet: true } } },
  });
  if (refused.length >= MAX_ATTEMPTS || run.state === "STOPPING") {
    await failRun(tx, runId, `${refusal.sentence} Nothing is charged.`);
    return;
  }
  await tx.checkpoint.deleteMany({ where: { runId } });
  const moved = await setRunState(tx, runId, "QUEUED", {
    reason: "work_refused",
    data: {
      phase: null,
      step: 0,
      startedAt: null,
      adapterHash: null,
      adapterWeights: null,
      runManifest: null,
      submittedBlock: null,
      auditSeed: null,
      stopOutcome: null,
      evaluation: Prisma.DbNull,
      trainResult: Prisma.DbNull,
    },
  });
  if (!moved) return;
  await appendEvent(tx, runId, { kind: "restart", fromStep: 0, reason: refusal.sentence });
  await queueTraining(tx, runId, [...new Set(refused.map((check) => check.worker.wallet))]);
}
