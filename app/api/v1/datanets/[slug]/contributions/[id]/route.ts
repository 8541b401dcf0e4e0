import { z } from "zod";
import { Contribution, MapContributionBody } from "@/lib/schemas/contributions";
import { findContributionRow } from "@/lib/server/datanets/find-contribution-row";
import { mapContribution } from "@/lib/server/datanets/map-contribution";
import { toContribution } from "@/lib/server/datanets/to-contribution";
import { withApi } from "@/lib/server/http/with-api";

const Params = z.object({ slug: z.string(), id: z.string() });

/** GET /api/v1/datanets/{slug}/contributions/{id} — its author, the owner, or anybody once accepted. */
export const GET = withApi({
  auth: "optional",
  params: Params,
  out: Contribution,
  handler: async ({ actor, params }) => {
    await findContributionRow(params.id, actor, params.slug);
    return toContribution(params.id, actor);
  },
});

/** PATCH /api/v1/datanets/{slug}/contributions/{id} — column roles and repairs. Its author, before signing. */
export const PATCH = withApi({
  auth: "account",
  params: Params,
  body: MapContributionBody,
  out: Contribution,
  handler: ({ actor, params, body }) =>
    mapContribution({ actor, ...params, roles: body.roles, options: body.options }),
});
