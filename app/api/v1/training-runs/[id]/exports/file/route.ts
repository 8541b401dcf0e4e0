import { z } from "zod";
import { withApi } from "@/lib/server/http/with-api";
import { sendExport } from "@/lib/server/training/send-export";

/** GET /api/v1/training-runs/{id}/exports/file — the archive. The run's owner. */
export const GET = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  handler: ({ actor, params }) => sendExport({ actor, id: params.id }),
});
