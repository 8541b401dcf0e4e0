import { z } from "zod";
import { BlastRadius, Withdrawal, WithdrawBody } from "@/lib/schemas/withdrawals";
import { getBlastRadius } from "@/lib/server/datanets/withdrawals/get-blast-radius";
import { withdrawRecords } from "@/lib/server/datanets/withdrawals/withdraw-records";
import { withApi } from "@/lib/server/http/with-api";

const Params = z.object({ slug: z.string(), id: z.string() });

/** GET …/contributions/{id}/withdrawal — what stands on its rows. Its author and the Datanet's owner. */
export const GET = withApi({
  auth: "account",
  params: Params,
  out: BlastRadius,
  handler: ({ actor, params }) => getBlastRadius({ actor, ...params }),
});

/** POST …/contributions/{id}/withdrawal — takes rows back, or erases them. Its author and the Datanet's owner. */
export const POST = withApi({
  auth: "account",
  params: Params,
  body: WithdrawBody,
  out: Withdrawal,
  handler: ({ actor, params, body }) => withdrawRecords({ actor, ...params, input: body }),
});
