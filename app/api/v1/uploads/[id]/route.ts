import { serveTus } from "@/lib/server/datanets/uploads/serve-tus";
import { withApi } from "@/lib/server/http/with-api";

const handler = withApi({
  auth: "account",
  handler: ({ actor, request, requestId }) => serveTus({ actor, request, requestId }),
});

/** HEAD /api/v1/uploads/{id} — tus: how far the upload is. Its account. */
export const HEAD = handler;
/** PATCH /api/v1/uploads/{id} — tus: the next part. Its account. */
export const PATCH = handler;
/** DELETE /api/v1/uploads/{id} — tus: gives the upload up. Its account. */
export const DELETE = handler;
