import { RegisterWorkerBody, WorkerToken } from "@/lib/schemas/jobs";
import { registerWorker } from "@/lib/server/compute/register-worker";
import { withApi } from "@/lib/server/http/with-api";

/** POST /api/worker/register — a machine introduces itself with its code and key. */
export const POST = withApi({
  auth: "public",
  body: RegisterWorkerBody,
  out: WorkerToken,
  handler: ({ body }) => registerWorker(body),
});
