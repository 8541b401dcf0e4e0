import { z } from "zod";
import { TrainingInput, TrainingPreview } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { previewTraining } from "@/lib/server/training/preview-training";

/** POST /api/v1/training-runs/preview — one example as the model sees it. Anybody. */
export const POST = withApi({
  auth: "optional",
  body: z.strictObject({ input: TrainingInput, position: z.int().min(0).default(0) }),
  out: TrainingPreview,
  handler: ({ actor, body }) => previewTraining({ actor, ...body }),
});
