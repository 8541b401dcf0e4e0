import { z } from "zod";
import { NotificationTargets } from "@/lib/schemas/accounts";
import { removeTarget } from "@/lib/server/accounts/notifications/remove-target";
import { withApi } from "@/lib/server/http/with-api";

/** DELETE /api/v1/accounts/notification-targets/{id} — nothing more is sent there. Its owner. */
export const DELETE = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  out: NotificationTargets,
  handler: ({ actor, params }) => removeTarget({ actor, id: params.id }),
});
