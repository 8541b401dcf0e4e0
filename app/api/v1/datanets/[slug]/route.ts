import { z } from "zod";
import { Datanet, UpdateDatanetBody } from "@/lib/schemas/datanets";
import { getDatanet } from "@/lib/server/datanets/get-datanet";
import { updateDatanet } from "@/lib/server/datanets/update-datanet";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/datanets/{slug} — one Datanet. Anybody; a draft only for its owner. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string() }),
  out: Datanet,
  handler: ({ actor, params }) => getDatanet({ actor, slug: params.slug }),
});

/** PATCH /api/v1/datanets/{slug} — summary, card, guidelines. The owner. */
export const PATCH = withApi({
  auth: "account",
  params: z.object({ slug: z.string() }),
  body: UpdateDatanetBody,
  out: Datanet,
  handler: ({ actor, params, body }) => updateDatanet({ actor, slug: params.slug, input: body }),
});
