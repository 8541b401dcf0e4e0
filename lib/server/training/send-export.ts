import "server-only";
import { Readable } from "node:stream";
import { AppError } from "@/lib/errors/app-error";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { openBlob } from "@/lib/server/storage/blob-store";
import { findExportJob, getOwnRun } from "./find-export";

/** The archive itself, for the run's owner. @throws AppError not_found */
export async function sendExport(call: { actor: Actor; id: string }): Promise<Response> {
  const run = await getOwnRun(call.actor, call.id);
  const job = await findExportJob(run);
  const upload =
    job &&
    (await db().artifactUpload.findFirst({
      where: { jobId: job.id, fence: job.fence, role: "export.pack", complete: true },
    }));
  if (job?.state !== "SUCCEEDED" || !upload)
    throw new AppError("not_found", "This run has no export pack yet. Make one on its page.");
  const { stream, bytes } = await openBlob(upload.sha256);
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "application/zip",
      "content-length": String(bytes),
      "content-disposition": `attachment; filename="model-${run.id.slice(0, 13)}.zip"`,
      "x-content-type-options": "nosniff",
    },
  });
}
