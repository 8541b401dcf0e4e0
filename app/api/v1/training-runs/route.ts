import type { Hex } from "viem";
import { CreateTrainingRunBody, TrainingRun, TrainingRunPage } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { createTrainingRun } from "@/lib/server/training/create-training-run";
import { listTrainingRuns } from "@/lib/server/training/list-training-runs";

/** GET /api/v1/training-runs — my runs, newest first. Signed in. */
export const GET = withApi({
  auth: "account",
  out: TrainingRunPage,
  handler: ({ actor }) => listTrainingRuns({ actor }),
});

/** POST /api/v1/training-runs — start a quoted plan. Signed in. */
export const POST = withApi({
  auth: "account",
  body: CreateTrainingRunBody,
  out: TrainingRun,
  status: 202,
  handler: ({ actor, body }) =>
    createTrainingRun({ actor, ...body, signature: body.signature as Hex | null }),
});
