import { z } from "zod";
import { Lease, StartJobBody } from "@/lib/schemas/jobs";
import { withWorker } from "@/lib/server/http/with-worker";
import { startJob } from "@/lib/server/jobs/start-job";

/** POST /api/worker/jobs/{id}/start — the attempt begins. The worker that claimed it. */
export const POST = withWorker({
  params: z.object({ id: z.string() }),
  body: StartJobBody,
  out: Lease,
  handler: ({ worker, params, body }) => startJob(worker, params.id, body),
});
