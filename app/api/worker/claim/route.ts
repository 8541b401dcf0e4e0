import { z } from "zod";
import { ClaimBody } from "@/lib/schemas/jobs";
import { withWorker } from "@/lib/server/http/with-worker";
import { claimJob } from "@/lib/server/jobs/claim-job";

/** POST /api/worker/claim — the next job, or 204 after `waitS` seconds. A registered worker. */
export const POST = withWorker({
  params: z.object({}),
  body: ClaimBody,
  handler: async ({ worker, body, request }) => {
    const job = await claimJob(worker, body, request.signal);
    return job ? Response.json(job) : new Response(null, { status: 204 });
  },
});
