import { z } from "zod";
import { Contribution, DecideDetailsBody } from "@/lib/schemas/contributions";
import { decideDetails } from "@/lib/server/datanets/decide-details";
import { withApi } from "@/lib/server/http/with-api";

/** POST …/contributions/{id}/decisions — what becomes of possible personal details. Its author, before signing. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  body: DecideDetailsBody,
  out: Contribution,
  handler: ({ actor, params, body }) => decideDetails({ actor, ...params, input: body }),
});
