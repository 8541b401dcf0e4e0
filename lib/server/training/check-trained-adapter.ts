import "server-only";
import { type AdapterRefusal, checkAdapter } from "@/lib/domain/compute/check-adapter";
import { findBaseModel } from "@/lib/domain/models/base-catalogue";
import { AppError } from "@/lib/errors/app-error";
import type { Job } from "@/lib/generated/prisma/client";
import type { FinishBody } from "@/lib/schemas/jobs";
import { TrainingPlan } from "@/lib/schemas/training";
import { db } from "@/lib/server/db/prisma";
import { readBlob } from "@/lib/server/storage/blob-store";

/**
 * The gate before any byte of an adapter is used: its own header parser, names and shapes as base and rank imply,
 * finite numbers, and a manifest that names exactly these weights.
 * @throws AppError adapter_refused with the reason
 */
export async function checkTrainedAdapter(job: Job, body: FinishBody): Promise<void> {
  if (body.result.kind !== "train") return;
  const run = await db().trainingRun.findUniqueOrThrow({ where: { id: job.runId as string } });
  const plan = TrainingPlan.parse(run.plan);
  const weights = body.artifacts.find((artifact) => artifact.role === "adapter.weights");
  const manifest = body.artifacts.find((artifact) => artifact.role === "adapter.manifest");
  if (!weights || !manifest || manifest.sha256 !== body.result.adapterHash) {
    throw new AppError(
      "adapter_refused",
      "The adapter must come as its weights and the manifest whose hash names it.",
      { reason: "file_set" },
    );
  }
  const refusal: AdapterRefusal | null = checkAdapter({
    weights: await readBlob(weights.sha256),
    manifest: (await readBlob(manifest.sha256)).toString("utf8"),
    weightsSha256: weights.sha256,
    settings: plan.settings,
    snapshotRoots: plan.data.map((data) => data.snapshotRoot).sort(),
    shape: findBaseModel(plan.base.id)?.shape ?? null,
  });
  if (refusal) throw new AppError("adapter_refused", refusal.detail, { reason: refusal.reason });
}
