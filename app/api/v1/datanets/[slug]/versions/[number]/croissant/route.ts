import { z } from "zod";
import { getCroissant } from "@/lib/server/datanets/get-croissant";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/datanets/{slug}/versions/{number}/croissant — Croissant 1.1 card. Whoever may read the rows. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string(), number: z.coerce.number().int().min(1) }),
  out: z.looseObject({ "@type": z.literal("sc:Dataset") }),
  handler: async ({ actor, params }) =>
    (await getCroissant({ actor, ...params })) as { "@type": "sc:Dataset" },
});
