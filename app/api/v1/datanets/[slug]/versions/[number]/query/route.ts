import { z } from "zod";
import { QueryBody, QueryResult } from "@/lib/schemas/datanet-versions";
import { queryVersion } from "@/lib/server/datanets/query-version";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/datanets/{slug}/versions/{number}/query — one SELECT over `data`. A signed-in reader of the rows. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), number: z.coerce.number().int().min(1) }),
  body: QueryBody,
  out: QueryResult,
  handler: ({ actor, params, body, request }) =>
    queryVersion({ actor, ...params, ...body, signal: request.signal }),
});
