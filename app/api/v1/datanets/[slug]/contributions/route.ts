import { z } from "zod";
import { Contribution, ContributionPage } from "@/lib/schemas/datanets";
import { createContribution, MAX_UPLOAD_BYTES } from "@/lib/server/datanets/create-contribution";
import { listContributions } from "@/lib/server/datanets/list-contributions";
import { readRowsUpload } from "@/lib/server/http/read-rows-upload";
import { withApi } from "@/lib/server/http/with-api";

const Params = z.object({ slug: z.string() });

/** GET /api/v1/datanets/{slug}/contributions — the owner sees all, others their own and the accepted ones. */
export const GET = withApi({
  auth: "optional",
  params: Params,
  out: ContributionPage,
  handler: ({ actor, params }) => listContributions({ actor, slug: params.slug }),
});

/** POST /api/v1/datanets/{slug}/contributions — multipart `file` or `text`, and `note`. Signed in. */
export const POST = withApi({
  auth: "account",
  params: Params,
  out: Contribution,
  status: 201,
  handler: async ({ actor, params, request }) => {
    const upload = await readRowsUpload(request, MAX_UPLOAD_BYTES);
    return createContribution({ actor, slug: params.slug, ...upload });
  },
});
