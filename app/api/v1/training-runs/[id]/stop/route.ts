import { z } from "zod";
import { StopRunBody, TrainingRun } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { stopTrainingRun } from "@/lib/server/training/stop-training-run";

/** POST /api/v1/training-runs/{id}/stop — keep what there is, or discard it. Its owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  body: StopRunBody,
  out: TrainingRun,
  handler: ({ actor, params, body }) => stopTrainingRun({ actor, id: params.id, outcome: body.outcome }),
});
