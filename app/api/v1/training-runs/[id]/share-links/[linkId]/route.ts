import { z } from "zod";
import { ShareLinks } from "@/lib/schemas/training-chat";
import { withApi } from "@/lib/server/http/with-api";
import { revokeShareLink } from "@/lib/server/training/chat/share-links";

/** DELETE /api/v1/training-runs/{id}/share-links/{linkId} — it answers nobody any more. The run's owner. */
export const DELETE = withApi({
  auth: "account",
  params: z.object({ id: z.string(), linkId: z.string() }),
  out: ShareLinks,
  handler: ({ actor, params }) => revokeShareLink({ actor, ...params }),
});
