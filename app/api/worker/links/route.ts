import { Links, LinksBody } from "@/lib/schemas/jobs";
import { createLinks } from "@/lib/server/compute/create-links";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/worker/links — signed links to stored objects. A worker, or the engine with its own token. */
export const POST = withApi({
  auth: "public",
  body: LinksBody,
  out: Links,
  handler: ({ body, request }) => createLinks(request, body.sha256),
});
