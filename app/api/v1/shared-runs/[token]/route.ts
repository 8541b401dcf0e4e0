import { z } from "zod";
import { SharedRun } from "@/lib/schemas/training-chat";
import { withApi } from "@/lib/server/http/with-api";
import { getSharedRun } from "@/lib/server/training/chat/get-shared-run";

/** GET /api/v1/shared-runs/{token} — what a link shows. Whoever holds it. */
export const GET = withApi({
  auth: "public",
  params: z.object({ token: z.string().max(200) }),
  out: SharedRun,
  handler: ({ params }) => getSharedRun(params.token),
});
