import "server-only";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import type { RegisterWorkerBody, WorkerOffer, WorkerToken } from "@/lib/schemas/jobs";
import { roleAddress } from "@/lib/server/chain/roles";
import { db } from "@/lib/server/db/prisma";
import { WORKER_TOKEN_S } from "@/lib/server/jobs/tunables";
import { checkWalletRegistration } from "./check-wallet-registration";
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

/** What an earlier process of this worker held is lost, and nobody has to wait for the lease. */
async function giveUpHeldJobs(workerId: string): Promise<void> {
  await db().job.updateMany({
    where: {
      state: { in: ["LEASED", "RUNNING"] },
      attempts: { some: { workerId, endedAt: null } },
    },
    data: { leaseUntil: new Date() },
  });
}

type Registration = z.infer<typeof RegisterWorkerBody>;
type Identity = { wallet: string; tier: number; offer: WorkerOffer };

/** @throws AppError forbidden for a wrong code, key or wallet signature */
export async function registerWorker(body: Registration): Promise<z.infer<typeof WorkerToken>> {
  const identity = body.kind === "code" ? ownMachine(body) : await checkWalletRegistration(body);
  const { name, caps, version, bootId, workerKey } = body;
  const known = await db().worker.findUnique({ where: { workerKey } });
  if (known && known.wallet !== identity.wallet)
    throw new AppError("forbidden", "This worker's key belongs to another wallet. Use a fresh state folder.");
  // The price that somebody set on the provider's page outlives a restart of the machine.
  const { offer, ...standing } = identity;
  const row = await db().worker.upsert({
    where: { workerKey },
    update: { name, caps, version, bootId, ...standing },
    create: { name, caps, version, bootId, ...standing, offer, workerKey, nonce: "" },
  });
  if (known && known.bootId !== bootId) await giveUpHeldJobs(row.id);
  return issueWorkerToken(row.id);
}

function ownMachine(body: Extract<Registration, { kind: "code" }>): Identity {
  if (!sameText(body.code, serverEnv().MF_WORKER_CODE)) {
    throw new AppError(
      "forbidden",
      "This code does not open the worker's door. Start the worker through `npm start`, which hands it the right one.",
    );
  }
  if (!verifyWorkerKey(body.workerKey, body.keySig, `mf-register/1\n${body.code}\n${body.workerKey}`)) {
    throw new AppError("forbidden", "The worker's key did not sign its registration.");
  }
  return { wallet: roleAddress("worker").toLowerCase(), tier: 0, offer: LOCAL_OFFER };
}
