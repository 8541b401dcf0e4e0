import { z } from "zod";
import { EXPORT_FORMATS } from "@/lib/domain/datanets/export-rows";
import { downloadVersion } from "@/lib/server/datanets/download-version";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/datanets/{slug}/versions/{number}/download?format=jsonl|csv|parquet — all rows. Whoever may read them. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string(), number: z.coerce.number().int().min(1) }),
  query: z.object({ format: z.enum(EXPORT_FORMATS).default("jsonl") }),
  handler: ({ actor, params, query, request }) => downloadVersion({ actor, request, ...params, ...query }),
});
