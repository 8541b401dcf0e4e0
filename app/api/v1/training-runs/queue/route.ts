import { ReorderQueueBody, TrainingRunPage } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { reorderQueue } from "@/lib/server/training/reorder-queue";

/** PUT /api/v1/training-runs/queue — one's own waiting runs in another order. Signed in. */
export const PUT = withApi({
  auth: "account",
  body: ReorderQueueBody,
  out: TrainingRunPage,
  handler: ({ actor, body }) => reorderQueue({ actor, ids: body.ids }),
});
