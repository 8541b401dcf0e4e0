import { z } from "zod";
import { DatanetVersion, DatanetVersionPage } from "@/lib/schemas/datanet-versions";
import { listVersions } from "@/lib/server/datanets/list-versions";
import { sealVersion } from "@/lib/server/datanets/seal-version";
import { withApi } from "@/lib/server/http/with-api";

const Params = z.object({ slug: z.string() });

/** GET /api/v1/datanets/{slug}/versions — all versions. Anybody who sees the Datanet. */
export const GET = withApi({
  auth: "optional",
  params: Params,
  out: DatanetVersionPage,
  handler: ({ actor, params }) => listVersions({ actor, slug: params.slug }),
});

/** POST /api/v1/datanets/{slug}/versions — seal the accepted rows into the next version. The owner. */
export const POST = withApi({
  auth: "account",
  params: Params,
  out: DatanetVersion,
  status: 202,
  handler: ({ actor, params }) => sealVersion({ actor, slug: params.slug }),
});
