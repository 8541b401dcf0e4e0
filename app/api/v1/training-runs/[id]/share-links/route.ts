import { z } from "zod";
import { CreateShareLinkBody, ShareLinks } from "@/lib/schemas/training-chat";
import { withApi } from "@/lib/server/http/with-api";
import { createShareLink, listShareLinks } from "@/lib/server/training/chat/share-links";

const Params = z.object({ id: z.string() });

/** GET /api/v1/training-runs/{id}/share-links — all links of a run and what they have used. Its owner. */
export const GET = withApi({
  auth: "account",
  params: Params,
  out: ShareLinks,
  handler: ({ actor, params }) => listShareLinks({ actor, id: params.id }),
});

/** POST /api/v1/training-runs/{id}/share-links — a link that ends by itself. Its owner. */
export const POST = withApi({
  auth: "account",
  params: Params,
  body: CreateShareLinkBody,
  out: ShareLinks,
  handler: ({ actor, params, body }) => createShareLink({ actor, id: params.id, wanted: body }),
});
