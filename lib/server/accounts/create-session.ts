import "server-only";
import { type Hex, verifyMessage } from "viem";
import { parseSiweMessage, validateSiweMessage } from "viem/siwe";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import type { Account } from "@/lib/schemas/accounts";
import { ABSOLUTE_MS, hashToken, newToken } from "@/lib/server/auth/session-cookie";
import { chainId } from "@/lib/server/chain/chain-id";
import { publicClient } from "@/lib/server/chain/clients";
import { db } from "@/lib/server/db/prisma";
import { findOrCreateAccount } from "./find-or-create-account";

/**
 * Checks a signed sign-in text and opens a session. The nonce row is deleted first, so two requests
 * with the same text cannot both succeed.
 * @throws AppError unauthenticated | wrong_network
 */
export async function createSession(input: {
  message: string;
  signature: Hex;
  browserToken: string | null;
}): Promise<{ account: Account; token: string }> {
  const fields = parseSiweMessage(input.message);
  const { address, nonce } = fields;
  if (!address || !nonce || !input.browserToken) {
    throw new AppError(
      "unauthenticated",
      "This is not the sign-in text that we wrote. Start the sign-in again.",
    );
  }
  const spent = await db().signInNonce.deleteMany({
    where: {
      nonce,
      address: address.toLowerCase(),
      browserHash: hashToken(input.browserToken),
      expiresAt: { gt: new Date() },
    },
  });
  if (spent.count !== 1) {
    throw new AppError(
      "unauthenticated",
      "This sign-in text was used already or is older than five minutes. Start again.",
    );
  }
  const [origin] = serverEnv().origins;
  const expected = await chainId();
  if (fields.chainId !== expected) {
    throw new AppError(
      "wrong_network",
      `Your wallet signed for network ${fields.chainId}; this instance uses ${expected}.`,
    );
  }
  const domain = new URL(origin ?? "").host;
  if (!validateSiweMessage({ message: fields, address, domain, nonce }) || fields.uri !== origin) {
    throw new AppError(
      "unauthenticated",
      "The sign-in text names another site. Start the sign-in again on this page.",
    );
  }
  const parameters = { address, message: input.message, signature: input.signature };
  // Plain keys are checked without the network; only contract wallets need to be asked on chain.
  const valid = (await verifyMessage(parameters)) || (await publicClient().verifyMessage(parameters));
  if (!valid)
    throw new AppError("unauthenticated", "The signature does not belong to this wallet. Sign again.");
  const account = await findOrCreateAccount(address);
  const token = newToken();
  await db().signIn.create({
    data: {
      tokenHash: hashToken(token),
      accountId: account.id,
      expiresAt: new Date(Date.now() + ABSOLUTE_MS),
    },
  });
  return { account, token };
}
