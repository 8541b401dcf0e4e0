import { z } from "zod";
import { Datanet } from "@/lib/schemas/datanets";
import { getDatanet } from "@/lib/server/datanets/get-datanet";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/datanets/{slug} — one Datanet. Anybody; a draft only for its owner. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string() }),
  out: Datanet,
  handler: ({ actor, params }) => getDatanet({ actor, slug: params.slug }),
});
