import { z } from "zod";
import { TrainingRun } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { getTrainingRun } from "@/lib/server/training/get-training-run";

/** GET /api/v1/training-runs/{id} — snapshot of a run up to `lastSeq`. Its owner. */
export const GET = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  out: TrainingRun,
  handler: ({ actor, params }) => getTrainingRun({ actor, id: params.id }),
});
