import { z } from "zod";
import { DatanetRecordPage, RecordFilter } from "@/lib/schemas/datanet-versions";
import { listRecords } from "@/lib/server/datanets/list-records";
import { withApi } from "@/lib/server/http/with-api";

const Query = RecordFilter.extend({
  version: z.coerce.number().int().min(1).optional(),
  cursor: z.string().regex(/^\d+$/).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** GET /api/v1/datanets/{slug}/records — rows of a version, all or matching. Anybody who sees the Datanet. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string() }),
  query: Query,
  out: DatanetRecordPage,
  handler: ({ actor, params, query: { version, cursor, limit, ...filter } }) =>
    listRecords({ actor, slug: params.slug, version, cursor, limit, filter }),
});
