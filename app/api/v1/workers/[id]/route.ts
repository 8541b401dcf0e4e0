import { z } from "zod";
import { WorkerDetail } from "@/lib/schemas/compute";
import { getWorkerDetail } from "@/lib/server/compute/get-worker-detail";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/workers/{id} — one machine; its jobs and income for its own wallet. Anybody. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ id: z.string() }),
  out: WorkerDetail,
  handler: ({ actor, params }) => getWorkerDetail({ actor, id: params.id }),
});
