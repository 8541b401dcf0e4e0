import { z } from "zod";
import { Datanet, ReportPublicationBody } from "@/lib/schemas/datanets";
import { reportPublication } from "@/lib/server/datanets/report-publication";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/datanets/{slug}/publications — the owner's wallet sent createDatanet. The owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string() }),
  body: ReportPublicationBody,
  out: Datanet,
  handler: ({ actor, params, body }) => reportPublication({ actor, slug: params.slug, txHash: body.txHash }),
});
