import { z } from "zod";
import { Appeal, AppealVoteBody } from "@/lib/schemas/contributions";
import { voteOnAppeal } from "@/lib/server/datanets/vote-on-appeal";
import { withApi } from "@/lib/server/http/with-api";

/** POST …/contributions/{id}/appeal/votes — one vote with its reason. The drawn panel. */
export const POST = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  body: AppealVoteBody,
  out: Appeal,
  handler: ({ actor, params, body }) => voteOnAppeal({ actor, ...params, ...body }),
});
