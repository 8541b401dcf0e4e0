import { z } from "zod";
import { Appeal, AppealBody } from "@/lib/schemas/contributions";
import { createAppeal } from "@/lib/server/datanets/create-appeal";
import { getAppeal } from "@/lib/server/datanets/get-appeal";
import { withApi } from "@/lib/server/http/with-api";

const Params = z.object({ slug: z.string(), id: z.string() });

/** GET …/contributions/{id}/appeal — panel, votes, outcome. Whoever sees the contribution. */
export const GET = withApi({
  auth: "optional",
  params: Params,
  out: Appeal,
  handler: ({ actor, params }) => getAppeal({ actor, ...params }),
});

/** POST …/contributions/{id}/appeal — object to the rejected rows, once. The author. */
export const POST = withApi({
  auth: "account",
  params: Params,
  body: AppealBody,
  out: Appeal,
  status: 201,
  handler: ({ actor, params, body }) => createAppeal({ actor, ...params, ...body }),
});
