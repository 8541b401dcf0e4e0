import { z } from "zod";
import { WorkerDetail } from "@/lib/schemas/compute";
import { WorkerOffer } from "@/lib/schemas/jobs";
import { setWorkerOffer } from "@/lib/server/compute/set-worker-offer";
import { withApi } from "@/lib/server/http/with-api";

/** PUT /api/v1/workers/{id}/offer — the price for runs to come. Its wallet. */
export const PUT = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  body: WorkerOffer,
  out: WorkerDetail,
  handler: ({ actor, params, body }) => setWorkerOffer({ actor, id: params.id, offer: body }),
});
