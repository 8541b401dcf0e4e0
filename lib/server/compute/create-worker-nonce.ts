import "server-only";
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { WorkerNonce } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { trainingDomain } from "@/lib/server/training/offer-assignment";

const MINUTES = 10;

/** A challenge for a wallet that wants to register a worker; those that ran out are swept on the way. */
export async function createWorkerNonce(wallet: string): Promise<z.infer<typeof WorkerNonce>> {
  const nonce = `0x${randomBytes(32).toString("hex")}`;
  const expiresAt = new Date(Date.now() + MINUTES * 60_000);
  await db().workerNonce.deleteMany({ where: { expiresAt: { lt: new Date() } } });
  await db().workerNonce.create({ data: { nonce, wallet: wallet.toLowerCase(), expiresAt } });
  return { nonce, expiry: Math.floor(expiresAt.getTime() / 1000), ...(await trainingDomain()) };
}
