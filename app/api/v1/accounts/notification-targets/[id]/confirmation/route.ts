import { z } from "zod";
import { ConfirmTargetBody, NotificationTargets } from "@/lib/schemas/accounts";
import { confirmTarget } from "@/lib/server/accounts/notifications/confirm-target";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/accounts/notification-targets/{id}/confirmation — with the token of the mail. Its owner. */
export const POST = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  body: ConfirmTargetBody,
  out: NotificationTargets,
  handler: ({ actor, params, body }) => confirmTarget({ actor, id: params.id, token: body.token }),
});
