import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { Worker } from "@/lib/generated/prisma/client";
import type { CompletedUpload, CompleteUploadBody } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { hasBlob } from "@/lib/server/storage/blob-store";
import { recordCheckpoint } from "@/lib/server/training/record-checkpoint";
import { findLeasedJob } from "./find-leased-job";

/** The bytes have arrived and hash to their name. A resumable checkpoint counts from this moment on. */
export async function completeUpload(
  worker: Worker,
  jobId: string,
  uploadId: string,
  body: z.infer<typeof CompleteUploadBody>,
): Promise<z.infer<typeof CompletedUpload>> {
  const job = await findLeasedJob(worker, jobId, body.fence);
  const upload = await db().artifactUpload.findFirst({ where: { id: uploadId, jobId, fence: body.fence } });
  if (!upload) throw new AppError("not_found", "There is no such upload.");
  if (!(await hasBlob(upload.sha256)))
    throw new AppError("conflict", "The bytes have not arrived yet. Send them again.");
  await db().$transaction(async (tx) => {
    await tx.artifactUpload.update({ where: { id: upload.id }, data: { complete: true } });
    if (job.runId && upload.step !== null) {
      await recordCheckpoint(tx, {
        runId: job.runId,
        attempt: job.attempt,
        step: upload.step,
        kind: upload.role,
        sha256: upload.sha256,
      });
    }
  });
  return { artifactId: upload.id };
}
