/**
 * How long a waiting worker takes to hear of a job: 500 long polls over HTTP against a production build, real
 * PostgreSQL, ten funded training jobs a second. Measured from before the job's COMMIT is sent to the response's first
 * byte; each answer carries an assignment signed by the evaluator, as every paid run's does.
 */
import { randomBytes } from "node:crypto";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { findBaseModel } from "@/lib/domain/models/base-catalogue";
import { planSettings } from "@/lib/domain/training/plan-settings";
import type { TrainingPlan } from "@/lib/schemas/training";
import { judged, type PartResult } from "../datanets/goal";
import { startBenchInstance } from "./bench-instance";
import { WaitingWorkers } from "./waiting-workers";

const WORKERS = 500;
const JOBS_PER_S = 10;
/** Compilers of both sides warm up; these jobs are handed out and not counted. */
const WARM_UP_S = 10;
/** The last jobs' answers. */
const REST_MS = 3_000;
const hex = (bytes: number) => randomBytes(bytes).toString("hex");
const load = () => (loadavg()[0] ?? 0).toFixed(2);

function plan(): TrainingPlan {
  const base = findBaseModel("mf-tiny");
  if (!base) throw new Error("The catalogue has no mf-tiny.");
  return {
    v: 1,
    goal: "style",
    base: { id: base.id, source: base.source, revision: null },
    data: [{ datanetKey: `0x${hex(32)}`, version: 1, snapshotRoot: `0x${hex(32)}` }],
    rows: { train: 200, validation: 10, test: 20 },
    splitSecretHash: hex(32),
    settings: planSettings(base, "style", {}),
    start: null,
    steps: 300,
  };
}

/** Runs whose money has arrived, waiting to be queued. */
async function createRuns(count: number): Promise<string[]> {
  const { db } = await import("@/lib/server/db/prisma");
  const account = await db().account.create({ data: { address: `0x${hex(20)}`, handle: `bench${hex(4)}` } });
  const shared = plan();
  const rows = Array.from({ length: count }, () => ({
    accountId: account.id,
    state: "QUEUED" as const,
    plan: shared,
    planHash: hex(32),
    baseModelId: shared.base.id,
    splitSecret: hex(32),
    rowsTrain: hex(32),
    rowsAll: hex(32),
    steps: shared.steps,
    escrowRunId: `0x${hex(32)}`,
    capWei: "5000000000000000000",
  }));
  const made = await db().trainingRun.createManyAndReturn({ data: rows, select: { id: true } });
  return made.map((run) => run.id);
}

/** Queues the runs at their pace, by the operation that the keeper calls when a run's money arrives. */
async function queueAll(
  runs: readonly string[],
): Promise<{ queuedAt: Map<string, number>; loads: string[] }> {
  const { db } = await import("@/lib/server/db/prisma");
  const { queueTraining } = await import("@/lib/server/training/queue-training");
  const queuedAt = new Map<string, number>();
  const loads: string[] = [];
  const startedAt = performance.now();
  for (const [i, runId] of runs.entries()) {
    await sleep(Math.max(0, startedAt + (i * 1_000) / JOBS_PER_S - performance.now()));
    await db().$transaction(async (tx) => {
      await queueTraining(tx, runId);
      queuedAt.set(runId, performance.now());
    });
    if (i % (JOBS_PER_S * 10) === 0) loads.push(load());
  }
  await sleep(REST_MS);
  return { queuedAt, loads };
}

const quantile = (sorted: number[], share: number) =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;

export async function claimsPart({ seconds }: { seconds: number }): Promise<PartResult> {
  const loadBefore = load();
  const instance = await startBenchInstance(["worker", "engine"]);
  const workers = new WaitingWorkers(instance.url);
  try {
    const runs = await createRuns((seconds + WARM_UP_S) * JOBS_PER_S);
    await workers.start(WORKERS);
    const { queuedAt, loads } = await queueAll(runs);
    await workers.stop();
    const counted = runs.slice(WARM_UP_S * JOBS_PER_S);
    const answered = counted.filter((id) => workers.answeredAt.has(id));
    const delays = answered
      .map((id) => (workers.answeredAt.get(id) ?? 0) - (queuedAt.get(id) ?? 0))
      .sort((a, b) => a - b);
    const [p50 = 0, p95 = 0, p99 = 0, max = 0] = [0.5, 0.95, 0.99, 1].map((share) => quantile(delays, share));
    console.log(
      `${delays.length} jobs to ${WORKERS} waiting workers: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, slowest ${max.toFixed(1)} ms; load before ${loadBefore}, meanwhile ${loads.join(" ")}`,
    );
    const wrong = counted.length - answered.length + workers.failures;
    return {
      goals: [
        judged("claim_p99_500_workers_10_jobs_per_s", p99, "ms", "<= 20"),
        judged("claims_lost_failed_or_given_twice", wrong, "jobs", "<= 0"),
      ],
      raw: {
        claims: { workers: WORKERS, jobs: delays.length, p50, p95, p99, max, loadBefore, loads, delays },
      },
    };
  } finally {
    await workers.stop();
    await instance.stop();
  }
}
