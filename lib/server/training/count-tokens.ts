import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { FinishBody, type JobRow } from "@/lib/schemas/jobs";
import type { TrainingPlan, TrainingPreview } from "@/lib/schemas/training";
import { findOnlineWorkers } from "@/lib/server/compute/find-online-workers";
import { db } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";
import { PREVIEW_WAIT_MS } from "@/lib/server/jobs/tunables";
import { putBlob } from "@/lib/server/storage/blob-store";
import { rowsToJsonl } from "./build-run-rows";
import { isTrusted } from "./find-trainer";

export type TokenCount = Omit<z.infer<typeof TrainingPreview>, "split" | "issues">;

const PreviewResult = FinishBody.shape.result;

/**
 * Has a worker render and count the rows with the base's own tokenizer. The same question is answered from the
 * finished job's row.
 * @throws AppError upstream_unavailable when no worker answers, dataset_invalid when the rows cannot be rendered
 */
export async function countTokens(input: {
  base: z.infer<typeof TrainingPlan>["base"];
  rows: readonly JobRow[];
  maxLength: number;
  position: number;
}): Promise<TokenCount> {
  const { sha256 } = await putBlob(rowsToJsonl(input.rows));
  const spec = {
    kind: "preview" as const,
    base: input.base,
    maxLength: input.maxLength,
    position: input.position,
  };
  const cacheKey = `preview:${sha256}:${JSON.stringify(spec)}`;
  const known = await db().job.findFirst({
    where: { cacheKey, state: { in: ["QUEUED", "LEASED", "RUNNING", "SUCCEEDED"] } },
    orderBy: { queuedAt: "desc" },
  });
  if (!known && !(await findOnlineWorkers()).some(isTrusted)) {
    throw new AppError(
      "upstream_unavailable",
      "No worker is online, so the rows cannot be counted yet. Start one on this machine with `npm start`; your draft is kept.",
      { reason: "worker" },
    );
  }
  const jobId = known?.id ?? (await enqueueJob(db(), { spec, inputs: [{ role: "rows", sha256 }], cacheKey }));
  const until = Date.now() + PREVIEW_WAIT_MS;
  for (;;) {
    const job = await db().job.findUniqueOrThrow({ where: { id: jobId } });
    if (job.state === "SUCCEEDED") {
      const result = PreviewResult.parse(job.result);
      if (result.kind !== "preview") throw new Error(`Job ${jobId} finished without a preview.`);
      return result.preview;
    }
    if (job.state === "FAILED" || job.state === "DEAD") {
      throw new AppError(
        "dataset_invalid",
        job.errorDetail ?? "The rows could not be rendered for this base model.",
        { reason: job.errorCode ?? "preview" },
      );
    }
    if (Date.now() > until) {
      throw new AppError(
        "upstream_unavailable",
        "The worker is still counting. Ask again in a few seconds; your draft is kept.",
        { reason: "worker", retryAfterS: 3 },
      );
    }
    await sleep(200);
  }
}
