import { z } from "zod";
import { RecordFilter, VersionStats } from "@/lib/schemas/datanet-versions";
import { getVersionStats } from "@/lib/server/datanets/get-version-stats";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/datanets/{slug}/versions/{number}/stats?q=&contributor=&cluster=&size= — histograms. Whoever may read the rows. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string(), number: z.coerce.number().int().min(1) }),
  query: RecordFilter,
  out: VersionStats,
  handler: ({ actor, params, query }) => getVersionStats({ actor, ...params, filter: query }),
});
