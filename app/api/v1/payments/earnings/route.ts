import { Earnings } from "@/lib/schemas/payments";
import { withApi } from "@/lib/server/http/with-api";
import { listEarnings } from "@/lib/server/payments/list-earnings";

/** GET /api/v1/payments/earnings — what answers paid to my wallet. Signed in. */
export const GET = withApi({
  auth: "account",
  out: Earnings,
  handler: ({ actor }) => listEarnings({ actor }),
});
