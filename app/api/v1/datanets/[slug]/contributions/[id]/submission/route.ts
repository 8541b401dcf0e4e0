import type { Hex } from "viem";
import { z } from "zod";
import { Contribution, SubmitContributionBody } from "@/lib/schemas/contributions";
import { submitContribution } from "@/lib/server/datanets/submit-contribution";
import { withApi } from "@/lib/server/http/with-api";

/** POST …/contributions/{id}/submission — the signed statement; the keeper anchors the batch. Its author. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  body: SubmitContributionBody,
  out: Contribution,
  status: 202,
  handler: ({ actor, params, body }) =>
    submitContribution({ actor, ...params, signature: body.signature as Hex }),
});
