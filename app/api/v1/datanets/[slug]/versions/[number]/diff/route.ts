import { z } from "zod";
import { VersionDiff } from "@/lib/schemas/datanet-versions";
import { getVersionDiff } from "@/lib/server/datanets/get-version-diff";
import { withApi } from "@/lib/server/http/with-api";

const Query = z.object({
  against: z.coerce.number().int().min(1).optional(),
  cursor: z.string().regex(/^\d+$/).optional(),
});

/** GET /api/v1/datanets/{slug}/versions/{number}/diff?against= — what came and went. Whoever may read the rows. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string(), number: z.coerce.number().int().min(1) }),
  query: Query,
  out: VersionDiff,
  handler: ({ actor, params, query }) => getVersionDiff({ actor, ...params, ...query }),
});
