import { WorkerNonce, WorkerNonceBody } from "@/lib/schemas/jobs";
import { createWorkerNonce } from "@/lib/server/compute/create-worker-nonce";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/worker/nonce — the challenge that a wallet signs to register a machine. Anybody. */
export const POST = withApi({
  auth: "public",
  body: WorkerNonceBody,
  out: WorkerNonce,
  handler: ({ body }) => createWorkerNonce(body.wallet),
});
