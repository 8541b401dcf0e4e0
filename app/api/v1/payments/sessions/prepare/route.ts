import { PreparedSession, PrepareSessionBody } from "@/lib/schemas/payments";
import { withApi } from "@/lib/server/http/with-api";
import { prepareSession } from "@/lib/server/payments/prepare-session";

/** POST /api/v1/payments/sessions/prepare — fix the terms before anything is signed. Signed in. */
export const POST = withApi({
  auth: "account",
  body: PrepareSessionBody,
  out: PreparedSession,
  status: 201,
  handler: ({ actor, body }) => prepareSession({ actor, input: body }),
});
