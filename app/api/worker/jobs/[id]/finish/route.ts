import { z } from "zod";
import { FinishBody, Finished } from "@/lib/schemas/jobs";
import { withWorker } from "@/lib/server/http/with-worker";
import { finishJob } from "@/lib/server/jobs/finish-job";

/** POST /api/worker/jobs/{id}/finish — the end of an attempt. The worker that holds the fence. */
export const POST = withWorker({
  params: z.object({ id: z.string() }),
  body: FinishBody,
  out: Finished,
  handler: ({ worker, params, body }) => finishJob(worker, params.id, body),
});
