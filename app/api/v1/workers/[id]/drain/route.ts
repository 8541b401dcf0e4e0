import { z } from "zod";
import { DrainBody, WorkerDetail } from "@/lib/schemas/compute";
import { drainWorker } from "@/lib/server/compute/drain-worker";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/workers/{id}/drain — finish what it holds, take nothing more; or take jobs again. Its wallet. */
export const POST = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  body: DrainBody,
  out: WorkerDetail,
  handler: ({ actor, params, body }) => drainWorker({ actor, id: params.id, draining: body.draining }),
});
