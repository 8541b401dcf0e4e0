import { serveTus } from "@/lib/server/datanets/uploads/serve-tus";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/uploads — tus 1.0: opens a resumable upload (`Upload-Length`, `Upload-Metadata: filename`). Signed in. */
export const POST = withApi({
  auth: "account",
  handler: ({ actor, request, requestId }) => serveTus({ actor, request, requestId }),
});

/** OPTIONS /api/v1/uploads — what of tus is spoken here. */
export const OPTIONS = POST;
