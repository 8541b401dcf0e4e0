import "server-only";
import { auditShareBps } from "@/lib/domain/compute/audit-draw";
import { AppError } from "@/lib/errors/app-error";
import type { Worker } from "@/lib/generated/prisma/client";
import type { WorkerDetail } from "@/lib/schemas/compute";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { countPassedRuns } from "@/lib/server/training/count-passed-runs";
import { toRunCheck } from "@/lib/server/training/to-run-check";
import { readBacking } from "./free-backing";
import { readDevice } from "./read-device";
import { toWorkerCard } from "./to-worker-card";

const SHOWN = 50;

/** What the chain says this wallet was paid, by run of the escrow. */
async function paidByRun(wallet: string): Promise<Map<string, bigint>> {
  const logs = await db().chainLog.findMany({
    where: { eventName: "WorkerPaid", contract: "TrainingEscrow" },
    select: { args: true },
  });
  const paid = new Map<string, bigint>();
  for (const { args } of logs) {
    const { worker, runId, amount } = args as { worker: string; runId: string; amount: string };
    if (worker.toLowerCase() === wallet) paid.set(runId, (paid.get(runId) ?? 0n) + BigInt(amount));
  }
  return paid;
}

async function ownJobs(worker: Worker, paid: Map<string, bigint>): Promise<WorkerDetail["jobs"]> {
  const attempts = await db().attempt.findMany({
    where: { workerId: worker.id },
    include: { job: { include: { run: true } } },
    orderBy: { job: { queuedAt: "desc" } },
    take: SHOWN,
  });
  return attempts.map(({ job, fence, outcome, startedAt, endedAt }) => ({
    id: `${job.id}.${fence}`,
    state: job.state,
    outcome,
    step: job.run?.step ?? 0,
    steps: job.run?.steps ?? 0,
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    paidWei: (outcome === "succeeded" || outcome === "stopped"
      ? (paid.get(job.run?.escrowRunId ?? "") ?? 0n)
      : 0n
    ).toString(),
  }));
}

/** A machine's page: stake and audits for anybody, jobs and income for the wallet behind it. @throws AppError not_found */
export async function getWorkerDetail(call: { actor: Actor; id: string }): Promise<WorkerDetail> {
  const worker = await db().worker.findUnique({ where: { id: call.id } });
  if (!worker) throw new AppError("not_found", "There is no such worker.");
  const card = await toWorkerCard(worker, call.actor);
  const { ownWei, reservedWei } = await readBacking(worker.wallet);
  const audits = await db().verification.findMany({
    where: { workerId: worker.id },
    include: { worker: true },
    orderBy: { createdAt: "desc" },
    take: SHOWN,
  });
  const paid = card.mine ? await paidByRun(worker.wallet) : null;
  return {
    ...card,
    version: worker.version,
    joinedAt: worker.createdAt.toISOString(),
    lastSeenAt: worker.lastSeenAt.toISOString(),
    stakeWei: ownWei.toString(),
    reservedWei: reservedWei.toString(),
    nextShare:
      worker.tier <= 1 ? 0 : auditShareBps(worker.tier, await countPassedRuns(db(), worker.wallet)) / 10_000,
    load: card.mine || worker.tier === 0 ? readDevice(worker) : null,
    incomeWei: paid ? [...paid.values()].reduce((sum, wei) => sum + wei, 0n).toString() : null,
    jobs: paid ? await ownJobs(worker, paid) : null,
    audits: audits.map(toRunCheck),
  };
}
