import "server-only";
import { z } from "zod";
import type { CheckpointChoice, Job } from "@/lib/generated/prisma/client";
import type { FinishBody } from "@/lib/schemas/jobs";
import { TrainingPlan } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";
import { appendEvent } from "./append-event";

const PREFIX = "choice:";
export const choiceKey = (id: string): string => `${PREFIX}${id}`;

const Weights = z.array(z.object({ step: z.int(), learningRate: z.number(), sha256: z.string() }));

async function index(tx: Tx, choice: CheckpointChoice): Promise<void> {
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: choice.runId } });
  const plan = TrainingPlan.parse(run.plan);
  const weights = Weights.parse(choice.checkpoints);
  await enqueueJob(tx, {
    cacheKey: choiceKey(choice.id),
    spec: {
      kind: "index",
      runId: run.id,
      base: plan.base,
      adapterHash: choice.adapterHash,
      maxLength: plan.settings.maxLength,
      seed: plan.settings.seed,
      snapshotRoots: plan.data.map((data) => data.snapshotRoot).sort(),
      runManifestHash: choice.runManifest ?? run.planHash,
      checkpoints: weights.map(({ step, learningRate }) => ({ step, learningRate })),
    },
    inputs: [
      { role: "rows", sha256: run.rowsAll },
      { role: "adapter.manifest", sha256: choice.adapterHash },
      { role: "adapter.weights", sha256: choice.adapterWeights },
      ...weights.map(({ step, sha256 }) => ({ role: `checkpoint.${step}`, sha256 })),
    ],
  });
}

/** The chosen step takes the old result's place; a draft of a model made from that one is dropped. */
async function replaceResult(tx: Tx, choice: CheckpointChoice, body: FinishBody): Promise<boolean> {
  if (body.result.kind !== "index") return false;
  const gone = await tx.model.deleteMany({
    where: { runId: choice.runId, state: { in: ["draft", "failed"] } },
  });
  if (gone.count === 0 && (await tx.model.count({ where: { runId: choice.runId } })) > 0) return false;
  await tx.trainingRun.update({
    where: { id: choice.runId },
    data: {
      adapterHash: choice.adapterHash,
      adapterWeights: choice.adapterWeights,
      runManifest: choice.runManifest,
      evaluation: choice.evaluation ?? {},
      indexRoot: body.result.indexRoot,
      index: body.result,
    },
  });
  const text = `Step ${choice.step} is the run's result now.`;
  await appendEvent(tx, choice.runId, { kind: "notice", text });
  return true;
}

/** A job that stands behind a choice has ended. Returns false for any other job. */
export async function continueChoice(tx: Tx, job: Job, body: FinishBody): Promise<boolean> {
  if (!job.cacheKey?.startsWith(PREFIX)) return false;
  const id = job.cacheKey.slice(PREFIX.length);
  const choice = await tx.checkpointChoice.findUniqueOrThrow({ where: { id } });
  const set = (data: { state: string; reason?: string; evaluation?: object }) =>
    tx.checkpointChoice.update({ where: { id }, data });
  if (body.outcome !== "succeeded") {
    await set({ state: "failed", reason: body.reason?.detail ?? "The worker gave no reason." });
  } else if (body.result.kind === "evaluate") {
    const { report, validation } = body.result;
    await index(
      tx,
      await set({ state: "indexing", evaluation: { ...report, ...(validation && { validation }) } }),
    );
  } else if (await replaceResult(tx, choice, body)) {
    await set({ state: "done" });
  } else {
    await set({ state: "failed", reason: "The run was published meanwhile." });
  }
  return true;
}
