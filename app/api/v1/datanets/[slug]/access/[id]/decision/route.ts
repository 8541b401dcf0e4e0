import { z } from "zod";
import { AccessGrant, DecideAccessBody } from "@/lib/schemas/datanet-access";
import { decideAccess } from "@/lib/server/datanets/access/decide-access";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/datanets/{slug}/access/{id}/decision — the signed grant, or a refusal with its reason. The owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  body: DecideAccessBody,
  out: AccessGrant,
  handler: ({ actor, params, body }) => decideAccess({ actor, ...params, input: body }),
});
