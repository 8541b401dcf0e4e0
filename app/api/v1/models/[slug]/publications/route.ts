import { z } from "zod";
import { ModelDetail } from "@/lib/schemas/models";
import { Hash32 } from "@/lib/schemas/primitives";
import { withApi } from "@/lib/server/http/with-api";
import { reportModelPublication } from "@/lib/server/models/report-publication";

/** POST /api/v1/models/{slug}/publications — the owner's wallet sent `publish`. The owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string() }),
  body: z.strictObject({ txHash: Hash32 }),
  out: ModelDetail,
  handler: ({ actor, params, body }) =>
    reportModelPublication({ actor, slug: params.slug, txHash: body.txHash }),
});
