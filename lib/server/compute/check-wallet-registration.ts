import "server-only";
import { type Hex, verifyTypedData } from "viem";
import type { z } from "zod";
import { typedData } from "@/lib/domain/payments/typed-data";
import { AppError } from "@/lib/errors/app-error";
import type { RegisterWorkerBody, WorkerOffer } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import { trainingDomain } from "@/lib/server/training/offer-assignment";
import { readBacking } from "./free-backing";
import { verifyWorkerKey } from "./verify-worker-key";

type WalletRegistration = Extract<z.infer<typeof RegisterWorkerBody>, { kind: "wallet" }>;

/**
 * Anybody's machine: the wallet vouches for the worker's key, once per challenge. With a stake provisioned for the
 * role `worker` it is tier 2, without one tier 3.
 * @throws AppError forbidden
 */
export async function checkWalletRegistration(
  body: WalletRegistration,
): Promise<{ wallet: string; tier: number; offer: WorkerOffer }> {
  const wallet = body.wallet.toLowerCase();
  const used = await db().workerNonce.deleteMany({
    where: { nonce: body.nonce, wallet, expiresAt: { gt: new Date() } },
  });
  if (used.count !== 1)
    throw new AppError(
      "forbidden",
      "The challenge is over or was used already. Ask for a new one and sign it.",
    );
  if (!verifyWorkerKey(body.workerKey, body.keySig, `mf-register/1\n${body.nonce}\n${body.workerKey}`))
    throw new AppError("forbidden", "The worker's key did not sign its registration.");
  const message = {
    wallet: wallet as Hex,
    workerKey: `0x${body.workerKey}` as Hex,
    nonce: body.nonce as Hex,
    expiry: BigInt(body.expiry),
  };
  const valid = await verifyTypedData({
    ...typedData("WorkerRegistration", await trainingDomain(), message),
    address: wallet as Hex,
    signature: body.walletSig as Hex,
  } as Parameters<typeof verifyTypedData>[0]).catch(() => false);
  if (!valid) throw new AppError("forbidden", "The registration was not signed by the wallet that it names.");
  const { ownWei } = await readBacking(wallet);
  return { wallet, tier: ownWei > 0n ? 2 : 3, offer: body.offer };
}
