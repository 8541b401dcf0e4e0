import { z } from "zod";
import { withApi } from "@/lib/server/http/with-api";
import { streamRunEvents } from "@/lib/server/training/stream-run-events";

/** GET /api/v1/training-runs/{id}/events — server-sent events after Last-Event-ID (or ?after=). Its owner. */
export const GET = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
  handler: ({ actor, params, query, request }) => {
    const resumed = Number(request.headers.get("last-event-id"));
    const lastSeq = Number.isInteger(resumed) && resumed > 0 ? resumed : query.after;
    return streamRunEvents({ actor, id: params.id, lastSeq, signal: request.signal });
  },
});
