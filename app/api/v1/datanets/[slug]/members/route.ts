import { z } from "zod";
import { AddMemberBody, DatanetMember, DatanetMemberPage } from "@/lib/schemas/datanets";
import { addMember } from "@/lib/server/datanets/add-member";
import { listMembers } from "@/lib/server/datanets/list-members";
import { withApi } from "@/lib/server/http/with-api";

const Params = z.object({ slug: z.string() });

/** GET /api/v1/datanets/{slug}/members — invited reviewers. Anybody who sees the Datanet. */
export const GET = withApi({
  auth: "optional",
  params: Params,
  out: DatanetMemberPage,
  handler: ({ actor, params }) => listMembers({ actor, slug: params.slug }),
});

/** POST /api/v1/datanets/{slug}/members — invite a reviewer. The owner. */
export const POST = withApi({
  auth: "account",
  params: Params,
  body: AddMemberBody,
  out: DatanetMember,
  status: 201,
  handler: ({ actor, params, body }) => addMember({ actor, slug: params.slug, ...body }),
});
