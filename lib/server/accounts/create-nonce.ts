import "server-only";
import { randomBytes } from "node:crypto";
import { getAddress, isAddress } from "viem";
import { createSiweMessage } from "viem/siwe";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import type { Nonce } from "@/lib/schemas/accounts";
import { hashToken } from "@/lib/server/auth/session-cookie";
import { chainId } from "@/lib/server/chain/chain-id";
import { db } from "@/lib/server/db/prisma";

const NONCE_MS = 5 * 60_000;

/** Writes the sign-in text for one browser and one address (EIP-4361). It lives five minutes and works once. */
export async function createNonce(input: { address: string; browserToken: string }): Promise<Nonce> {
  if (!isAddress(input.address, { strict: false })) {
    throw new AppError("invalid_input", "The wallet sent something that is not an address.");
  }
  const [origin] = serverEnv().origins;
  if (!origin) throw new Error("APP_ORIGINS is empty.");
  const nonce = randomBytes(16).toString("hex");
  const issuedAt = new Date();
  const expiresAt = new Date(issuedAt.getTime() + NONCE_MS);
  const message = createSiweMessage({
    domain: new URL(origin).host,
    address: getAddress(input.address),
    statement: "Sign in to ModelFactory. This costs nothing and sends no transaction.",
    uri: origin,
    version: "1",
    chainId: await chainId(),
    nonce,
    issuedAt,
    expirationTime: expiresAt,
  });
  await db().signInNonce.create({
    data: {
      nonce,
      address: input.address.toLowerCase(),
      browserHash: hashToken(input.browserToken),
      expiresAt,
    },
  });
  return { nonce, message, expiresAt: expiresAt.toISOString() };
}
