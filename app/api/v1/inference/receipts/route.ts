import { z } from "zod";
import { ReceiptPage } from "@/lib/schemas/inference";
import { withApi } from "@/lib/server/http/with-api";
import { listReceipts } from "@/lib/server/inference/list-receipts";

/** GET /api/v1/inference/receipts — my calls, newest first. Signed in. */
export const GET = withApi({
  auth: "account",
  query: z.object({ cursor: z.string().optional() }),
  out: ReceiptPage,
  handler: ({ actor, query }) => listReceipts({ actor, ...query }),
});
