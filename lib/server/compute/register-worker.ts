import "server-only";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import type { RegisterWorkerBody, WorkerToken } from "@/lib/schemas/jobs";
import { roleAddress } from "@/lib/server/chain/roles";
import { db } from "@/lib/server/db/prisma";
import { WORKER_TOKEN_S } from "@/lib/server/jobs/tunables";
import { LOCAL_OFFER } from "./local-offer";
import { verifyWorkerKey } from "./verify-worker-key";

function sameText(a: string, b: string): boolean {
  const [x, y] = [createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest()];
  return timingSafeEqual(x, y);
}

/** Fresh bearer token for a worker that proved its key; only the hash is stored. */
export async function issueWorkerToken(workerId: string): Promise<z.infer<typeof WorkerToken>> {
  const token = randomBytes(32).toString("base64url");
  const nonce = randomBytes(16).toString("hex");
  await db().worker.update({
    where: { id: workerId },
    data: {
      tokenHash: createHash("sha256").update(token).digest("hex"),
      tokenUntil: new Date(Date.now() + WORKER_TOKEN_S * 1000),
      nonce,
      lastSeenAt: new Date(),
    },
  });
  return { workerId, token, nonce, expiresInS: WORKER_TOKEN_S };
}

/** A worker registers when its process starts: what it held before is lost, and nobody has to wait for the lease. */
async function giveUpHeldJobs(workerId: string): Promise<void> {
  await db().job.updateMany({
    where: {
      state: { in: ["LEASED", "RUNNING"] },
      attempts: { some: { workerId, endedAt: null } },
    },
    data: { leaseUntil: new Date() },
  });
}

/** @throws AppError forbidden for a wrong code or key signature */
export async function registerWorker(
  body: z.infer<typeof RegisterWorkerBody>,
): Promise<z.infer<typeof WorkerToken>> {
  if (!sameText(body.code, serverEnv().MF_WORKER_CODE)) {
    throw new AppError(
      "forbidden",
      "This code does not open the worker's door. Start the worker through `npm start`, which hands it the right one.",
    );
  }
  if (!verifyWorkerKey(body.workerKey, body.keySig, `mf-register/1\n${body.code}\n${body.workerKey}`)) {
    throw new AppError("forbidden", "The worker's key did not sign its registration.");
  }
  const data = { name: body.name, caps: body.caps, version: body.version, offer: LOCAL_OFFER };
  const row = await db().worker.upsert({
    where: { workerKey: body.workerKey },
    update: data,
    create: { ...data, workerKey: body.workerKey, wallet: roleAddress("worker").toLowerCase(), nonce: "" },
  });
  await giveUpHeldJobs(row.id);
  return issueWorkerToken(row.id);
}
