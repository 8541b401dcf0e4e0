import { FaucetResult } from "@/lib/schemas/payments";
import { withApi } from "@/lib/server/http/with-api";
import { drawFromFaucet } from "@/lib/server/payments/draw-from-faucet";

/** POST /api/v1/payments/faucet — play money on the local chain. Signed in. */
export const POST = withApi({
  auth: "account",
  out: FaucetResult,
  handler: ({ actor }) => drawFromFaucet({ actor }),
});
