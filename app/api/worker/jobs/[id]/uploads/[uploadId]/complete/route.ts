import { z } from "zod";
import { CompletedUpload, CompleteUploadBody } from "@/lib/schemas/jobs";
import { withWorker } from "@/lib/server/http/with-worker";
import { completeUpload } from "@/lib/server/jobs/complete-upload";

/** POST …/uploads/{uploadId}/complete — the bytes have arrived. The worker that holds the fence. */
export const POST = withWorker({
  params: z.object({ id: z.string(), uploadId: z.string() }),
  body: CompleteUploadBody,
  out: CompletedUpload,
  handler: ({ worker, params, body }) => completeUpload(worker, params.id, params.uploadId, body),
});
