import { z } from "zod";
import { AccessGrant, AccessGrantPage, RequestAccessBody } from "@/lib/schemas/datanet-access";
import { listAccessGrants } from "@/lib/server/datanets/access/list-access-grants";
import { requestAccess } from "@/lib/server/datanets/access/request-access";
import { withApi } from "@/lib/server/http/with-api";

const Params = z.object({ slug: z.string() });

/** GET /api/v1/datanets/{slug}/access — requests and grants. All for the owner, one's own for anybody else. */
export const GET = withApi({
  auth: "account",
  params: Params,
  out: AccessGrantPage,
  handler: ({ actor, params }) => listAccessGrants({ actor, slug: params.slug }),
});

/** POST /api/v1/datanets/{slug}/access — ask for the use of rows; the owner names another wallet. */
export const POST = withApi({
  auth: "account",
  params: Params,
  body: RequestAccessBody,
  out: AccessGrant,
  status: 201,
  handler: ({ actor, params, body }) => requestAccess({ actor, slug: params.slug, input: body }),
});
