import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { EvalReport, MetricPoint, RunSample, TrainingPlan, type TrainingRun } from "@/lib/schemas/training";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { findRunRow, type RunRow } from "./find-run-row";
import { findSweep } from "./find-sweep";
import { findTimeLeft } from "./find-time-left";
import { publishability } from "./publishability";
import { toRunCheck } from "./to-run-check";

export type RunHead = Omit<z.infer<typeof TrainingRun>, "points" | "samples" | "evaluation">;

/** Place among all waiting runs, from 1; null when it does not wait. */
async function queuePosition(row: RunRow): Promise<number | null> {
  const [job] = row.jobs;
  if (row.state !== "QUEUED" || job?.state !== "QUEUED") return null;
  const { queuedAt, id } = job;
  const ahead = await db().job.count({
    where: {
      kind: "train",
      state: "QUEUED",
      OR: [{ queuedAt: { lt: queuedAt } }, { queuedAt, id: { lt: id } }],
    },
  });
  return ahead + 1;
}

/** The run behind a plan's hash; null once it is gone. */
async function startOf({ planHash, step }: NonNullable<TrainingPlan["start"]>): Promise<RunHead["start"]> {
  const run = await db().trainingRun.findUnique({ where: { planHash }, select: { id: true } });
  return run && { runId: run.id, step };
}

export async function toRunHead(row: RunRow): Promise<RunHead> {
  const plan = TrainingPlan.parse(row.plan);
  const job = row.jobs[0];
  const worker = job?.attempts[0]?.worker;
  const sweep = await findSweep(row.sweepId);
  const publish = publishability(row, sweep);
  return {
    id: row.id,
    state: row.state,
    phase: row.phase,
    goal: plan.goal,
    baseModelId: row.baseModelId,
    data: row.snapshots.map(({ version }) => ({
      slug: version.datanet.slug,
      name: version.datanet.name,
      version: version.number,
    })),
    settings: plan.settings,
    planHash: row.planHash,
    rows: plan.rows,
    step: row.step,
    steps: row.steps,
    attempt: job?.attempt ?? 0,
    etaSeconds: await findTimeLeft(row),
    queuePosition: await queuePosition(row),
    reason: row.reason,
    escrow: row.escrowRunId
      ? {
          capWei: weiFromDb(row.capWei).toString(),
          chargedWei: weiFromDb(row.chargedWei).toString(),
          refundedWei: weiFromDb(row.refundedWei).toString(),
          state: row.escrowClosed ? "final" : row.escrowTx ? "seen" : "queued",
          txHash: row.escrowTx,
        }
      : null,
    lastSeq: row.eventSeq,
    adapterHash: row.adapterHash,
    indexRoot: row.indexRoot,
    publishable: publish === null,
    notPublishableReason: publish,
    modelSlug: row.model?.slug ?? null,
    start: plan.start && (await startOf(plan.start)),
    worker: worker ? { address: worker.wallet, name: worker.name, tier: worker.tier } : null,
    sweep: sweep && { runIds: sweep.runIds, best: sweep.best },
    checks: row.checks.map(toRunCheck),
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** The whole run page in one answer: a snapshot up to `lastSeq`; the event stream goes on from there. @throws AppError not_found */
export async function getTrainingRun(call: {
  actor: Actor;
  id: string;
}): Promise<z.infer<typeof TrainingRun>> {
  const account = requireAccount(call.actor);
  const row = await findRunRow(call.id);
  if (!row || row.accountId !== account.id) throw new AppError("not_found", "There is no such run of yours.");
  const restart = await db().runEvent.findFirst({
    where: { runId: row.id, kind: "restart" },
    orderBy: { seq: "desc" },
  });
  const events = await db().runEvent.findMany({
    where: {
      runId: row.id,
      seq: { lte: row.eventSeq, gt: restart?.seq ?? 0 },
      kind: { in: ["metrics", "sample"] },
    },
    orderBy: { seq: "asc" },
  });
  const bodies = (kind: string) =>
    events.filter((event) => event.kind === kind).map((event) => event.body as Record<string, unknown>);
  return {
    ...(await toRunHead(row)),
    points: bodies("metrics").flatMap((body) => MetricPoint.array().parse(body.points)),
    samples: RunSample.array().parse(bodies("sample").at(-1)?.samples ?? []),
    evaluation: row.evaluation === null ? null : EvalReport.parse(row.evaluation),
  };
}
