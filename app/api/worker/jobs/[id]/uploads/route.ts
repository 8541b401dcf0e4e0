import { z } from "zod";
import { UploadAnswer, UploadBody } from "@/lib/schemas/jobs";
import { withWorker } from "@/lib/server/http/with-worker";
import { createUpload } from "@/lib/server/jobs/create-upload";

/** POST /api/worker/jobs/{id}/uploads — announce an artefact. The worker that holds the fence. */
export const POST = withWorker({
  params: z.object({ id: z.string() }),
  body: UploadBody,
  out: UploadAnswer,
  handler: ({ worker, params, body }) => createUpload(worker, params.id, body),
});
