import { z } from "zod";
import { ModelDetail } from "@/lib/schemas/models";
import { withApi } from "@/lib/server/http/with-api";
import { getModel } from "@/lib/server/models/get-model";

/** GET /api/v1/models/{slug} — one model with lineage and evaluation. Anybody; a draft only for its owner. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string() }),
  out: ModelDetail,
  handler: ({ actor, params }) => getModel({ actor, slug: params.slug }),
});
