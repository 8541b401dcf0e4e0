import "server-only";
import { randomBytes } from "node:crypto";
import { type Address, getAddress, isAddressEqual } from "viem";
import type { z } from "zod";
import { typedData, typedDataDigest, typedDataToJson } from "@/lib/domain/payments/typed-data";
import { AppError } from "@/lib/errors/app-error";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import type { PreparedSession, PrepareSessionBody } from "@/lib/schemas/payments";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { contractAddress } from "@/lib/server/chain/address-book";
import { publicClient } from "@/lib/server/chain/clients";
import { currentPolicy } from "@/lib/server/chain/current-policy";
import { roleAddress } from "@/lib/server/chain/roles";
import { db } from "@/lib/server/db/prisma";
import { meterDomain } from "@/lib/server/inference/meter-domain";
import { walletBalance } from "./wallet-balance";

const PREPARED_MS = 10 * 60_000;
const DEPOSIT_SECONDS = 3_600;
/** Blocks and clocks may differ by a little; the meter wants expiry <= now + maxSession. */
const CLOCK_MARGIN_S = 30;

async function freeCredit(user: Address): Promise<bigint> {
  return publicClient().readContract({
    address: await contractAddress("InferenceMeter"),
    abi: inferenceMeterAbi,
    functionName: "credit",
    args: [user],
  });
}

/**
 * Fixes the terms of a spending session before anything is signed: its id is the grant's digest, so the browser can
 * store the session key under it first. Signing is two signatures and no transaction.
 */
export async function prepareSession(call: {
  actor: Actor;
  input: z.infer<typeof PrepareSessionBody>;
}): Promise<z.infer<typeof PreparedSession>> {
  const account = requireAccount(call.actor);
  const { input } = call;
  const user = getAddress(account.address);
  const [depositWei, capWei, maxPerCallWei] = [
    BigInt(input.depositWei),
    BigInt(input.capWei),
    BigInt(input.maxPerCallWei),
  ];
  if (isAddressEqual(input.signer as Address, user))
    throw new AppError("invalid_input", "The session key must not be the wallet itself.");
  if (capWei === 0n || maxPerCallWei === 0n || maxPerCallWei > capWei) {
    throw new AppError(
      "invalid_input",
      "The cap and the limit per call must be above zero, and one call may not cost more than the cap.",
      {
        invalidParams: [{ name: "capWei", reason: "above zero" }],
      },
    );
  }
  const [wallet, free, policy, domain] = await Promise.all([
    walletBalance(user),
    freeCredit(user),
    currentPolicy(),
    meterDomain(),
  ]);
  if (depositWei > wallet) {
    throw new AppError(
      "insufficient_credit",
      `Your wallet holds ${wallet} wei OPEN, the deposit is ${depositWei}. Get OPEN first; the form stays.`,
      { reason: "low_balance" },
    );
  }
  if (free + depositWei < capWei) {
    throw new AppError(
      "insufficient_credit",
      `Free credit and deposit come to ${free + depositWei} wei OPEN, the session reserves ${capWei}. Deposit more or reserve less.`,
      { reason: "low_credit" },
    );
  }
  const now = Math.floor(Date.now() / 1000);
  const expiry = now + Math.min(input.ttlSeconds, policy.maxSession - CLOCK_MARGIN_S);
  const grant = {
    user,
    operator: roleAddress("operator"),
    signer: getAddress(input.signer),
    cap: capWei,
    maxPerCall: maxPerCallWei,
    expiry: BigInt(expiry),
    policyVersion: policy.version,
    kind: 0,
    nonce: BigInt(`0x${randomBytes(16).toString("hex")}`),
  };
  const sessionId = typedDataDigest("SessionGrant", domain, grant);
  const grantJson = typedDataToJson(typedData("SessionGrant", domain, grant));
  const deposit =
    depositWei > 0n
      ? typedDataToJson(
          typedData(
            "ReceiveWithAuthorization",
            { chainId: domain.chainId, verifyingContract: await contractAddress("OpenToken") },
            {
              from: user,
              to: domain.verifyingContract,
              value: depositWei,
              validAfter: 0n,
              validBefore: BigInt(now + DEPOSIT_SECONDS),
              nonce: `0x${randomBytes(32).toString("hex")}`,
            },
          ),
        )
      : null;
  const row = await db().preparedSession.create({
    data: {
      accountId: account.id,
      sessionId,
      grant: grantJson,
      ...(deposit && { deposit }),
      expiresAt: new Date(Date.now() + PREPARED_MS),
    },
  });
  return {
    prepareId: row.id,
    sessionId,
    meter: domain.verifyingContract,
    chainId: domain.chainId,
    deposit,
    grant: grantJson,
    expiresAt: new Date(expiry * 1000).toISOString(),
  };
}
