import { z } from "zod";
import { RunDevice } from "@/lib/schemas/compute";
import { withApi } from "@/lib/server/http/with-api";
import { getRunDevice } from "@/lib/server/training/get-run-device";

/** GET /api/v1/training-runs/{id}/device — how busy the machine is that works on it. Its owner. */
export const GET = withApi({
  auth: "account",
  params: z.object({ id: z.string() }),
  out: RunDevice,
  handler: ({ actor, params }) => getRunDevice({ actor, id: params.id }),
});
