import "server-only";
import type { z } from "zod";
import type { Worker } from "@/lib/generated/prisma/client";
import { getWorker } from "@/lib/server/compute/get-worker";
import { withApi } from "./with-api";

/** Room for a beat full of points and log lines. */
const MAX_BYTES = 1_048_576;

/** `withApi` for the workers' surface: the actor is the worker behind the bearer token, cookies are ignored. */
export function withWorker<P, B, O>(declaration: {
  params: z.ZodType<P>;
  body: z.ZodType<B>;
  out?: z.ZodType<O>;
  handler: (call: { worker: Worker; params: P; body: B; request: Request }) => Promise<O | Response>;
}) {
  const { handler, ...rest } = declaration;
  return withApi<P, unknown, B, O>({
    auth: "public",
    maxBytes: MAX_BYTES,
    ...rest,
    handler: async ({ params, body, request }) =>
      handler({ worker: await getWorker(request), params, body, request }),
  });
}
