import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { Worker } from "@/lib/generated/prisma/client";
import type { UploadAnswer, UploadBody } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { createBlobLink } from "@/lib/server/storage/blob-link";
import { hasBlob } from "@/lib/server/storage/blob-store";
import { findLeasedJob } from "./find-leased-job";
import { MAX_ARTIFACT_BYTES } from "./tunables";

/** Announces an artefact. Known bytes need no transfer; the same announcement twice gives the same upload. */
export async function createUpload(
  worker: Worker,
  jobId: string,
  body: z.infer<typeof UploadBody>,
): Promise<z.infer<typeof UploadAnswer>> {
  const job = await findLeasedJob(worker, jobId, body.fence);
  if (body.bytes > MAX_ARTIFACT_BYTES) {
    throw new AppError(
      "payload_too_large",
      `The artefact has ${body.bytes} bytes; the limit is ${MAX_ARTIFACT_BYTES}.`,
    );
  }
  const have = await hasBlob(body.sha256);
  const key = { jobId: job.id, fence: body.fence, role: body.role, sha256: body.sha256 };
  const upload = await db().artifactUpload.upsert({
    where: { jobId_fence_role_sha256: key },
    update: { complete: have },
    create: { ...key, bytes: BigInt(body.bytes), step: body.step, complete: have },
  });
  if (have) return { have: true, uploadId: upload.id, partBytes: body.bytes, parts: [] };
  return {
    have: false,
    uploadId: upload.id,
    partBytes: Math.max(body.bytes, 1),
    parts: [{ n: 1, url: createBlobLink("PUT", body.sha256, upload.id) }],
  };
}
