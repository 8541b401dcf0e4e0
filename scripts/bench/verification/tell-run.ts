import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Hex } from "viem";
import type { ClaimedJob, FinishBody, JobKind } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { sweepLeases } from "@/lib/server/jobs/sweep-leases";
import { walletBalance } from "@/lib/server/payments/wallet-balance";
import { blobPath } from "@/lib/server/storage/blob-store";
import { createTrainingRun } from "@/lib/server/training/create-training-run";
import { estimateTraining } from "@/lib/server/training/estimate-training";
import { stopTrainingRun } from "@/lib/server/training/stop-training-run";
import { Machine, ProtocolRefusal } from "./machine";
import { type Platform, SLUG } from "./platform";
import type { PythonLane } from "./python-lane";

/** About twenty steps on rows whose split has validation and test rows. */
const SETTINGS = {
  rank: 16,
  epochs: 1,
  batchSize: 7,
  maxLength: 64,
  evaluations: 2,
  checkpoints: 4,
} as const;

export type Trained = {
  weights: string;
  manifest: string;
  checkpoints: { step: number; path: string }[];
  curve: { step: number; loss: number }[];
  result: Extract<FinishBody["result"], { kind: "train" }>;
};
export type Told = {
  runId: string;
  /** Which layer refused, `protocol` for a refused call; null when nobody did. */
  caughtBy: string | null;
  sentence: string;
  paidWei: bigint;
  /** Cap less what was charged, returned, or waits for its dispute window: money that went nowhere. */
  lostWei: bigint;
  work: Trained;
};

export type Cast = { platform: Platform; python: PythonLane; trusted: Machine };

export function quote(platform: Platform, worker: string) {
  return estimateTraining({
    actor: { account: platform.account },
    input: {
      goal: "facts",
      baseModelId: "mf-tiny",
      data: [{ slug: SLUG, version: 1 }],
      settings: SETTINGS,
      worker,
      start: null,
    },
  });
}

/** Orders a run from `machine`, as a client with a signature; returns its id once it is queued. */
export async function orderRun({ platform }: Cast, machine: Machine): Promise<string> {
  const actor = { account: platform.account };
  const estimate = await quote(platform, machine.workerId);
  if (!estimate.authorization) throw new Error("The estimate asks for no money.");
  const signature = (await platform.client.signTypedData(
    estimate.authorization as unknown as Parameters<typeof platform.client.signTypedData>[0],
  )) as Hex;
  const run = await createTrainingRun({
    actor,
    quoteId: estimate.quoteId,
    planHash: estimate.planHash,
    signature,
  });
  await until(platform, async () => (await stateOf(run.id)) === "QUEUED");
  return run.id;
}

const stateOf = async (id: string) => (await db().trainingRun.findUniqueOrThrow({ where: { id } })).state;

async function until(platform: Platform, done: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if (await done()) return;
    await platform.tick();
  }
  throw new Error("The platform did not get there within 60 ticks.");
}

/** @returns the refusal of a call, null when all were taken */
async function handIn(machine: Machine, job: ClaimedJob, work: Trained): Promise<string | null> {
  try {
    await handInAll(machine, job, work);
    return null;
  } catch (error) {
    if (error instanceof ProtocolRefusal) return error.message;
    throw error;
  }
}

async function handInAll(machine: Machine, job: ClaimedJob, work: Trained): Promise<void> {
  for (const { step, path } of work.checkpoints)
    await machine.upload(job, "checkpoint", readFileSync(path), step);
  await machine.beat(job, work.curve, work.result.steps);
  const artifacts = [
    await machine.upload(job, "adapter.weights", readFileSync(work.weights)),
    await machine.upload(job, "adapter.manifest", readFileSync(work.manifest)),
    await machine.upload(job, "run.manifest", Buffer.from("{}")),
  ];
  await machine.finish(job, { outcome: "succeeded", reason: null, artifacts, result: work.result });
}

/** The trusted machine does what is queued for it, with the real code of its jobs. */
export async function doTrustedWork(
  { python, trusted }: Cast,
  folder: string,
  kinds: JobKind[] = ["evaluate", "replay"],
): Promise<boolean> {
  const job = await trusted.claim(kinds);
  if (!job) return false;
  await trusted.start(job);
  const inputs = Object.fromEntries(job.inputs.map(({ role, sha256 }) => [role, blobPath(sha256)]));
  const answer = await python.ask<Pick<FinishBody, "outcome" | "reason" | "result">>({
    op: "job",
    kind: job.kind,
    spec: job.spec,
    inputs,
    folder: join(folder, job.kind),
  });
  if (answer.outcome === "failed" && answer.reason?.code !== "adapter_refused")
    throw new Error(`${job.kind} failed: ${answer.reason?.detail}`);
  await trusted.finish(job, { ...answer, artifacts: [] });
  return true;
}

/**
 * One run with one lie (0: the truth) from order to money, on the real operations.
 * @param earlier files of an earlier honest run: another run's adapter (10) and a finish to replay (12)
 */
export async function tellRun(
  cast: Cast,
  lie: number,
  seed: number,
  earlier: Told | null,
  machine = new Machine(`worker ${lie}.${seed}`),
): Promise<Told> {
  const { platform, python } = cast;
  const folder = mkdtempSync(join(tmpdir(), "modelfactory-lie-"));
  mkdirSync(join(folder, "work"));
  await machine.register();
  const runId = await orderRun(cast, machine);
  const job = await machine.claim(["train"]);
  if (job?.spec.kind !== "train") throw new Error("The ordered run was not offered.");
  await machine.start(job);
  await platform.tick();
  const rows = job.inputs.find((input) => input.role === "rows")?.sha256 ?? "";
  const work = await python.ask<Trained>({
    op: "train",
    lie,
    seed,
    spec: job.spec,
    rows: blobPath(rows),
    folder: join(folder, "work"),
    other: earlier?.work.weights ?? null,
  });
  if (lie === 11) await loseLease(job);
  if (lie === 16) await colludeInVain(machine);
  // What was finished and paid once is handed in for another run.
  const told = lie === 12 && earlier ? earlier.work : work;
  const refused = await handIn(machine, job, told);
  await platform.tick();
  for (let i = 0; i < 12 && (await stateOf(runId)) === "VERIFYING"; i++) {
    await doTrustedWork(cast, folder);
    await platform.tick();
    if (await db().job.count({ where: { runId, kind: "index" } })) break;
  }
  return conclude(cast, runId, machine, refused, work);
}

/** Refusals as the database has them, what the wallet was paid, and what stays in the escrow once all is over. */
async function conclude(
  { platform }: Cast,
  runId: string,
  machine: Machine,
  refused: string | null,
  work: Trained,
): Promise<Told> {
  const check = await db().verification.findFirst({ where: { runId, verdict: "refused" } });
  const state = await stateOf(runId);
  if (["QUEUED", "RUNNING"].includes(state)) {
    await db().job.updateMany({ where: { runId }, data: { leaseUntil: new Date(0) } });
    await stopTrainingRun({ actor: { account: platform.account }, id: runId, outcome: "discard" });
    await sweepLeases();
  }
  const closed = async () =>
    (await db().trainingRun.findUniqueOrThrow({ where: { id: runId } })).escrowClosed;
  await until(platform, closed);
  const run = await db().trainingRun.findUniqueOrThrow({ where: { id: runId } });
  const total = run.chargedWei.plus(run.refundedWei).plus(run.contestedWei);
  return {
    runId,
    caughtBy: check?.layer ?? (refused ? "protocol" : null),
    sentence: check?.sentence ?? refused ?? "",
    paidWei: await walletBalance(machine.wallet.address),
    lostWei: BigInt(run.capWei.minus(total).toFixed(0)),
    work,
  };
}

/** Lie 11: the lease ran out and the job was given to the next attempt before this one spoke again. */
async function loseLease(job: ClaimedJob): Promise<void> {
  await db().job.update({ where: { id: job.jobId }, data: { leaseUntil: new Date(0) } });
  await sweepLeases();
}

/** Lie 16: a second wallet of the same owner asks for the verdict's jobs. */
async function colludeInVain(machine: Machine): Promise<void> {
  const friend = new Machine(`${machine.name}'s friend`);
  await friend.register();
  const job = await friend.claim(["evaluate", "replay", "index", "preview"]);
  if (job) throw new Error(`An untrusted wallet was given a ${job.kind} job.`);
}

/** Removes what a run left on disk. */
export function forget(told: Told): void {
  rmSync(dirname(dirname(told.work.manifest)), { recursive: true, force: true });
}
