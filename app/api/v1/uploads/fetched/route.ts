import { FetchUploadBody, Upload } from "@/lib/schemas/contributions";
import { fetchUpload } from "@/lib/server/datanets/uploads/fetch-upload";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/uploads/fetched — a public https address, or `owner/name/file` of the Hub, up to 1 GiB. Signed in. */
export const POST = withApi({
  auth: "account",
  body: FetchUploadBody,
  out: Upload,
  status: 201,
  handler: ({ actor, body }) => fetchUpload({ actor, address: body.address }),
});
