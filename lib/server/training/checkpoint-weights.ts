import "server-only";
import { readTar } from "@/lib/domain/training/read-tar";
import { AppError } from "@/lib/errors/app-error";
import { db } from "@/lib/server/db/prisma";
import { putBlob, readBlob } from "@/lib/server/storage/blob-store";

const WEIGHTS = "adapter_model.safetensors";

/** Steps of which a whole state was kept, in order. */
export async function savedSteps(runId: string): Promise<number[]> {
  const saved = await db().checkpoint.findMany({
    where: { runId, kind: "checkpoint" },
    select: { step: true },
  });
  return [...new Set(saved.map(({ step }) => step))].sort((a, b) => a - b);
}

/** Stores the adapter of a saved step as a blob of its own. @throws AppError not_found */
export async function checkpointWeights(runId: string, step: number): Promise<string> {
  const saved = await db().checkpoint.findFirst({
    where: { runId, step, kind: "checkpoint" },
    orderBy: { attempt: "desc" },
  });
  const weights = saved && readTar(await readBlob(saved.sha256), WEIGHTS);
  if (!weights)
    throw new AppError("not_found", `Step ${step} of this run was not kept. Choose a saved step.`);
  return (await putBlob(weights)).sha256;
}
