import "server-only";
import canonicalize from "canonicalize";
import { AdapterManifest, checkAdapter } from "@/lib/domain/compute/check-adapter";
import { findBaseModel } from "@/lib/domain/models/base-catalogue";
import { nearestSteps } from "@/lib/domain/training/nearest-steps";
import { AppError } from "@/lib/errors/app-error";
import type { TrainingRun } from "@/lib/generated/prisma/client";
import { type RunCheckpoints, TrainingPlan } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";
import { putBlob, readBlob } from "@/lib/server/storage/blob-store";
import { checkpointWeights, savedSteps } from "./checkpoint-weights";
import { choiceKey } from "./continue-choice";
import { getOwnRun } from "./find-export";
import { listCheckpoints } from "./list-checkpoints";

/** Only what is complete and not yet on chain may become something else. @throws AppError precondition_failed */
async function requireOpen(run: TrainingRun): Promise<void> {
  if (!["SUCCEEDED", "STOPPED"].includes(run.state) || !run.adapterHash)
    throw new AppError("precondition_failed", "The run has to be complete before its result is chosen.");
  const model = await db().model.findUnique({ where: { runId: run.id } });
  if (model && model.state !== "draft" && model.state !== "failed")
    throw new AppError("precondition_failed", "This run is published already; its version stays what it is.");
}

/** The manifest of another step's adapter: the old one but for its weights. @throws AppError adapter_refused */
async function manifestOf(run: TrainingRun, plan: TrainingPlan, weights: string): Promise<string> {
  const old = AdapterManifest.parse(JSON.parse((await readBlob(run.adapterHash as string)).toString("utf8")));
  const manifest = canonicalize({ ...old, weights }) ?? "";
  const refusal = checkAdapter({
    weights: await readBlob(weights),
    manifest,
    weightsSha256: weights,
    settings: plan.settings,
    snapshotRoots: plan.data.map((data) => data.snapshotRoot).sort(),
    shape: findBaseModel(plan.base.id)?.shape ?? null,
  });
  if (refusal) throw new AppError("adapter_refused", refusal.detail, { reason: refusal.reason });
  return (await putBlob(manifest)).sha256;
}

/** The run's own manifest, saying which adapter is its result now and that a person chose it. */
async function chosenManifest(run: TrainingRun, adapter: string, step: number): Promise<string | null> {
  if (!run.runManifest) return null;
  const old = JSON.parse((await readBlob(run.runManifest)).toString("utf8")) as Record<string, unknown>;
  const chosen = {
    ...old,
    adapter: { value: adapter, how: "derived" },
    result: { value: step, how: "declared" },
  };
  return (await putBlob(canonicalize(chosen) ?? "")).sha256;
}

/**
 * Has a saved step evaluated on the held-out rows and indexed, and makes it the run's result when both stand. Until
 * then, and if it fails, the old result stays.
 * @throws AppError not_found | precondition_failed | conflict | adapter_refused
 */
export async function chooseCheckpoint(call: {
  actor: Actor;
  id: string;
  step: number;
}): Promise<RunCheckpoints> {
  const run = await getOwnRun(call.actor, call.id);
  await requireOpen(run);
  const now = await listCheckpoints(call);
  if (now.choice?.state === "evaluating" || now.choice?.state === "indexing")
    throw new AppError("conflict", `Step ${now.choice.step} is being evaluated. Wait until it is done.`);
  if (now.result === call.step) return now;
  const plan = TrainingPlan.parse(run.plan);
  const steps = nearestSteps(await savedSteps(run.id), plan.settings.attributionCheckpoints, call.step);
  const rates = await db().checkpoint.findMany({ where: { runId: run.id, learningRate: { not: null } } });
  const checkpoints: { step: number; learningRate: number; sha256: string }[] = [];
  for (const step of steps) {
    const known = rates.find((one) => one.step === step)?.learningRate;
    // Attribution weighs checkpoints by their rate; alone, a checkpoint weighs all.
    const learningRate = known ?? plan.settings.learningRate;
    checkpoints.push({ step, learningRate, sha256: await checkpointWeights(run.id, step) });
  }
  const weights = checkpoints.at(-1)?.sha256 as string;
  const adapterHash = await manifestOf(run, plan, weights);
  const runManifest = await chosenManifest(run, adapterHash, call.step);
  await db().$transaction(async (tx) => {
    const choice = await tx.checkpointChoice.create({
      data: {
        runId: run.id,
        step: call.step,
        state: "evaluating",
        adapterHash,
        adapterWeights: weights,
        runManifest,
        checkpoints,
      },
    });
    await enqueueJob(tx, {
      cacheKey: choiceKey(choice.id),
      spec: {
        kind: "evaluate",
        runId: run.id,
        base: plan.base,
        method: plan.settings.method,
        adapterHash,
        maxLength: plan.settings.maxLength,
        seed: plan.settings.seed,
      },
      inputs: [
        { role: "rows", sha256: run.rowsAll },
        { role: "adapter.manifest", sha256: adapterHash },
        { role: "adapter.weights", sha256: weights },
      ],
    });
  });
  return listCheckpoints(call);
}
