import { z } from "zod";
import { BeatAnswer, BeatBody } from "@/lib/schemas/jobs";
import { withWorker } from "@/lib/server/http/with-worker";
import { beatJob } from "@/lib/server/jobs/beat-job";

/** POST /api/worker/jobs/{id}/beat — a sign of life with progress. The worker that holds the fence. */
export const POST = withWorker({
  params: z.object({ id: z.string() }),
  body: BeatBody,
  out: BeatAnswer,
  handler: ({ worker, params, body }) => beatJob(worker, params.id, body),
});
