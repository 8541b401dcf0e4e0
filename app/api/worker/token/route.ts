import { RenewTokenBody, WorkerToken } from "@/lib/schemas/jobs";
import { renewToken } from "@/lib/server/compute/renew-token";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/worker/token — a fresh token for the holder of the worker's key. */
export const POST = withApi({
  auth: "public",
  body: RenewTokenBody,
  out: WorkerToken,
  handler: ({ body }) => renewToken(body),
});
