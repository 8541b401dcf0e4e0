import { z } from "zod";
import { ChooseCheckpointBody, RunCheckpoints } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { chooseCheckpoint } from "@/lib/server/training/choose-checkpoint";
import { listCheckpoints } from "@/lib/server/training/list-checkpoints";

const params = z.object({ id: z.string() });

/** GET /api/v1/training-runs/{id}/checkpoints — its saved steps and its result. The run's owner. */
export const GET = withApi({
  auth: "account",
  params,
  out: RunCheckpoints,
  handler: ({ actor, params: { id } }) => listCheckpoints({ actor, id }),
});

/** POST /api/v1/training-runs/{id}/checkpoints — make a saved step its result. The run's owner. */
export const POST = withApi({
  auth: "account",
  params,
  body: ChooseCheckpointBody,
  out: RunCheckpoints,
  status: 202,
  handler: ({ actor, params: { id }, body }) => chooseCheckpoint({ actor, id, step: body.step }),
});
