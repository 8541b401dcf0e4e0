import { Credit } from "@/lib/schemas/payments";
import { withApi } from "@/lib/server/http/with-api";
import { getCredit } from "@/lib/server/payments/get-credit";

/** GET /api/v1/payments/credit — wallet, credit and sessions. Signed in. */
export const GET = withApi({ auth: "account", out: Credit, handler: ({ actor }) => getCredit({ actor }) });
