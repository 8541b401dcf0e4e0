import { z } from "zod";
import { AccessGrant } from "@/lib/schemas/datanet-access";
import { revokeAccess } from "@/lib/server/datanets/access/revoke-access";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/datanets/{slug}/access/{id}/revocation — ends a running grant. The owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  out: AccessGrant,
  handler: ({ actor, params }) => revokeAccess({ actor, ...params }),
});
