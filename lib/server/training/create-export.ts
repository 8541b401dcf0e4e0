import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { type ExportPack, TrainingPlan } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";
import { putBlob } from "@/lib/server/storage/blob-store";
import { dataManifest } from "./data-manifest";
import { exportKey, findExportJob, getOwnRun, toExportPack } from "./find-export";

/**
 * Has everything of a finished run packed for use elsewhere. Asking again gives the pack that is there or being made;
 * after a failure it is tried anew. The job stands apart from the run, so nothing of it can change the run's state.
 * @throws AppError not_found | precondition_failed
 */
export async function createExport(call: { actor: Actor; id: string }): Promise<ExportPack> {
  const run = await getOwnRun(call.actor, call.id);
  if (!run.adapterHash || !run.adapterWeights || !["SUCCEEDED", "STOPPED"].includes(run.state))
    throw new AppError("precondition_failed", "There is nothing to export before the run is complete.");
  const known = toExportPack(await findExportJob(run));
  if (known.state === "making" || known.state === "ready") return known;
  const plan = TrainingPlan.parse(run.plan);
  const documents = {
    "data-manifest.json": await dataManifest(run.id),
    "report.json": JSON.stringify(run.evaluation, null, 1),
    // As it was stored: its hash is in the manifest, and a newer reader would add its own defaults.
    "plan.json": JSON.stringify(run.plan, null, 1),
  };
  const docs = await Promise.all(
    Object.entries(documents).map(async ([name, text]) => ({
      role: `doc.${name}`,
      sha256: (await putBlob(text)).sha256,
    })),
  );
  await enqueueJob(db(), {
    cacheKey: exportKey(run),
    spec: { kind: "export", runId: run.id, base: plan.base, adapterHash: run.adapterHash },
    inputs: [
      { role: "rows", sha256: run.rowsAll },
      { role: "adapter.manifest", sha256: run.adapterHash },
      { role: "adapter.weights", sha256: run.adapterWeights },
      ...(run.runManifest ? [{ role: "doc.run-manifest.json", sha256: run.runManifest }] : []),
      ...docs,
    ],
  });
  return toExportPack(await findExportJob(run));
}
