import { z } from "zod";
import { Contribution, ContributionPage, CreateContributionBody } from "@/lib/schemas/contributions";
import { createContribution } from "@/lib/server/datanets/create-contribution";
import { listContributions } from "@/lib/server/datanets/list-contributions";
import { storeUpload } from "@/lib/server/datanets/uploads/store-upload";
import { PLAIN_BYTES } from "@/lib/server/datanets/uploads/tunables";
import { readJsonBody } from "@/lib/server/http/read-json-body";
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

/**
 * POST /api/v1/datanets/{slug}/contributions — `{uploadIds, note}`, or multipart `file` (once or more) or `text`, and
 * `note`, up to 5 MiB. Signed in.
 */
export const POST = withApi({
  auth: "account",
  params: Params,
  out: Contribution,
  status: 201,
  handler: async ({ actor, params, request }) => {
    if (request.headers.get("content-type")?.startsWith("application/json")) {
      const body = CreateContributionBody.parse(await readJsonBody(request, 65_536));
      return createContribution({ actor, slug: params.slug, ...body });
    }
    const { files, note } = await readRowsUpload(request, PLAIN_BYTES);
    const uploadIds: string[] = [];
    for (const file of files) uploadIds.push((await storeUpload({ actor, ...file })).id);
    return createContribution({ actor, slug: params.slug, uploadIds, note });
  },
});
