import { TrainingEstimate, TrainingInput } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { estimateTraining } from "@/lib/server/training/estimate-training";

/** POST /api/v1/training-runs/estimate — price a plan; with an account, also what to sign. Anybody. */
export const POST = withApi({
  auth: "optional",
  body: TrainingInput,
  out: TrainingEstimate,
  handler: ({ actor, body }) => estimateTraining({ actor, input: body }),
});
