import { z } from "zod";
import { DatanetContributorPage } from "@/lib/schemas/datanets";
import { listContributors } from "@/lib/server/datanets/list-contributors";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/datanets/{slug}/contributors — people with accepted rows. Anybody who sees the Datanet. */
export const GET = withApi({
  auth: "optional",
  params: z.object({ slug: z.string() }),
  out: DatanetContributorPage,
  handler: ({ actor, params }) => listContributors({ actor, slug: params.slug }),
});
