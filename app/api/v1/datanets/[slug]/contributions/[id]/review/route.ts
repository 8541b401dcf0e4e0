import { z } from "zod";
import { Contribution, ReviewContributionBody } from "@/lib/schemas/contributions";
import { reviewContribution } from "@/lib/server/datanets/review-contribution";
import { withApi } from "@/lib/server/http/with-api";

/** POST …/contributions/{id}/review — accept or reject somebody else's rows. The Datanet's owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  body: ReviewContributionBody,
  out: Contribution,
  handler: ({ actor, params, body }) => reviewContribution({ actor, ...params, ...body }),
});
