import type { Hex } from "viem";
import { CreateSweepBody, Sweep } from "@/lib/schemas/training";
import { withApi } from "@/lib/server/http/with-api";
import { createSweep } from "@/lib/server/training/create-sweep";

/** POST /api/v1/training-sweeps — start the quoted plans of a sweep, all or none. Signed in. */
export const POST = withApi({
  auth: "account",
  body: CreateSweepBody,
  out: Sweep,
  status: 202,
  handler: ({ actor, body }) =>
    createSweep({
      actor,
      orders: body.runs.map((run) => ({ ...run, signature: run.signature as Hex | null })),
    }),
});
