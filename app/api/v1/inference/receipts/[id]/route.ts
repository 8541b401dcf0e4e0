import { z } from "zod";
import { ReceiptBundle } from "@/lib/schemas/inference";
import { withApi } from "@/lib/server/http/with-api";
import { getReceipt } from "@/lib/server/inference/get-receipt";

/** GET /api/v1/inference/receipts/{id} — everything needed to check one answer. Its payer. */
export const GET = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  out: ReceiptBundle,
  handler: ({ actor, params }) => getReceipt({ actor, id: params.id }),
});
