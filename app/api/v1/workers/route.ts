import { WorkerPage } from "@/lib/schemas/compute";
import { listWorkers } from "@/lib/server/compute/list-workers";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/workers — machines that train here, mine first. Anybody. */
export const GET = withApi({
  auth: "optional",
  out: WorkerPage,
  handler: ({ actor }) => listWorkers({ actor }),
});
