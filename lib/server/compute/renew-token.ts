import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { RenewTokenBody, WorkerToken } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { issueWorkerToken } from "./register-worker";
import { verifyWorkerKey } from "./verify-worker-key";

/** The worker's ed25519 key signs the last nonce; each nonce works once. @throws AppError unauthenticated */
export async function renewToken(body: z.infer<typeof RenewTokenBody>): Promise<z.infer<typeof WorkerToken>> {
  const worker = await db().worker.findUnique({ where: { id: body.workerId } });
  const valid =
    worker &&
    worker.nonce === body.nonce &&
    verifyWorkerKey(worker.workerKey, body.keySig, `mf-token/1\n${body.workerId}\n${body.nonce}`);
  if (!valid) throw new AppError("unauthenticated", "The worker's key could not be checked. Register again.");
  return issueWorkerToken(worker.id);
}
