import { NotificationList, ReadNotificationsBody } from "@/lib/schemas/accounts";
import { readNotifications } from "@/lib/server/accounts/notifications/list-notifications";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/v1/accounts/notifications/read — all up to one are read. Signed in. */
export const POST = withApi({
  auth: "account",
  body: ReadNotificationsBody,
  out: NotificationList,
  handler: ({ actor, body }) => readNotifications({ actor, upTo: body.upTo }),
});
