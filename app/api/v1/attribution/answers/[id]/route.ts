import { z } from "zod";
import { AnswerAttribution } from "@/lib/schemas/attribution";
import { withApi } from "@/lib/server/http/with-api";
import { getReceipt } from "@/lib/server/inference/get-receipt";

/** GET /api/v1/attribution/answers/{id} — which records shaped an answer. Its payer. */
export const GET = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  out: AnswerAttribution,
  handler: async ({ actor, params }) => (await getReceipt({ actor, id: params.id })).attribution,
});
