import { CreateModelBody, ModelDetail, ModelPage } from "@/lib/schemas/models";
import { withApi } from "@/lib/server/http/with-api";
import { createModel } from "@/lib/server/models/create-model";
import { listModels } from "@/lib/server/models/list-models";

/** GET /api/v1/models — published models by verified lift per credit. Anybody. */
export const GET = withApi({
  auth: "optional",
  out: ModelPage,
  handler: ({ actor }) => listModels({ actor }),
});

/** POST /api/v1/models — prepare the publication of a finished run. The run's owner. */
export const POST = withApi({
  auth: "account",
  body: CreateModelBody,
  out: ModelDetail,
  status: 201,
  handler: ({ actor, body }) => createModel({ actor, input: body }),
});
