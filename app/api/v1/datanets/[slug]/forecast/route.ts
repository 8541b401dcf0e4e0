import { z } from "zod";
import { EarningsForecast } from "@/lib/schemas/datanets";
import { getForecast } from "@/lib/server/datanets/get-forecast";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/datanets/{slug}/forecast — what a record earned lately. Anybody who sees the Datanet. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string() }),
  out: EarningsForecast,
  handler: ({ actor, params }) => getForecast({ actor, ...params }),
});
