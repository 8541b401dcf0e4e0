import { NotificationList } from "@/lib/schemas/accounts";
import { listNotifications } from "@/lib/server/accounts/notifications/list-notifications";
import { withApi } from "@/lib/server/http/with-api";

/** GET /api/v1/accounts/notifications — one's own inbox, newest first. Signed in. */
export const GET = withApi({
  auth: "account",
  out: NotificationList,
  handler: ({ actor }) => listNotifications({ actor }),
});
