import { CreateNotificationTargetBody, NotificationTargets } from "@/lib/schemas/accounts";
import { createTarget } from "@/lib/server/accounts/notifications/create-target";
import { listTargets } from "@/lib/server/accounts/notifications/list-targets";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/accounts/notification-targets — where one is told besides the inbox. Signed in. */
export const GET = withApi({
  auth: "account",
  out: NotificationTargets,
  handler: ({ actor }) => listTargets({ actor }),
});

/** POST /api/v1/accounts/notification-targets — a webhook, or an e-mail address that has to be confirmed. Signed in. */
export const POST = withApi({
  auth: "account",
  body: CreateNotificationTargetBody,
  out: NotificationTargets,
  handler: ({ actor, body }) => createTarget({ actor, wanted: body }),
});
