import { OpenSessionBody, SpendingSession, SpendingSessionPage } from "@/lib/schemas/payments";
import { withApi } from "@/lib/server/http/with-api";
import { listSessions } from "@/lib/server/payments/list-sessions";
import { openSession } from "@/lib/server/payments/open-session";

/** GET /api/v1/payments/sessions — my spending sessions. Signed in. */
export const GET = withApi({
  auth: "account",
  out: SpendingSessionPage,
  handler: ({ actor }) => listSessions({ actor }),
});

/** POST /api/v1/payments/sessions — the signed deposit and grant; the keeper relays both. Signed in. */
export const POST = withApi({
  auth: "account",
  body: OpenSessionBody,
  out: SpendingSession,
  status: 202,
  handler: ({ actor, body }) => openSession({ actor, input: body }),
});
