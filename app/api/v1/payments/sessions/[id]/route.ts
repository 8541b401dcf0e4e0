import { z } from "zod";
import { SpendingSession } from "@/lib/schemas/payments";
import { Hash32 } from "@/lib/schemas/primitives";
import { withApi } from "@/lib/server/http/with-api";
import { getSession } from "@/lib/server/payments/get-session";

/** GET /api/v1/payments/sessions/{id} — one spending session. Its owner. */
export const GET = withApi({
  auth: "account",
  params: z.object({ id: Hash32 }),
  out: SpendingSession,
  handler: ({ actor, params }) => getSession({ actor, sessionId: params.id }),
});
