import { z } from "zod";
import { ContributionRowPage, RowOrder, RowVerdict } from "@/lib/schemas/contributions";
import { listContributionRows } from "@/lib/server/datanets/list-contribution-rows";
import { withApi } from "@/lib/server/http/with-api";

const Query = z.object({
  verdict: RowVerdict.optional(),
  undecided: z.literal("true").transform(Boolean).optional(),
  order: RowOrder.optional(),
  cursor: z
    .string()
    .regex(/^\d+(-\d+)?$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** GET …/contributions/{id}/rows — rows with verdicts. Its author, the reviewers, an appeal's panel. */
export const GET = withApi({
  auth: "account",
  params: z.object({ slug: z.string(), id: z.string() }),
  query: Query,
  out: ContributionRowPage,
  handler: ({ actor, params, query }) => listContributionRows({ actor, ...params, ...query }),
});
