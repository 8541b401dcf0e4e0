import "server-only";
import { type Hex, keccak256, type LocalAccount } from "viem";
import type { ChainIntent } from "@/lib/generated/prisma/client";
import { logger } from "@/lib/server/http/logger";
import { broadcastAttempt } from "./broadcast-attempt";
import type { ChainContext } from "./chain-context";
import { decodeRevert } from "./decode-revert";
import { stopLane } from "./lane-state";
import type { Lane } from "./lanes";

/** 2^24: no transaction may ask for more gas on chains with EIP-7825. */
const GAS_CAP = 16_777_216n;

/** States in which an intent holds its lane's head. */
export const IN_FLIGHT = ["nonce_reserved", "signed", "broadcast", "uncertain"] as const;

/**
 * Take the lane's next due intent: simulate it, reserve a nonce row, sign, store the bytes, and only then broadcast.
 * A process killed between any two of these steps is picked up by `driveLane` from what the rows say.
 * @returns whether an intent was taken on
 */
export async function sendNext(context: ChainContext, lane: Lane, account: LocalAccount): Promise<boolean> {
  const intent = await nextDue(context, lane);
  if (!intent) return false;
  const gas = await simulate(context, intent, account);
  if (gas === null) return true;
  const nonce = await reserveNonce(context, lane, intent, account);
  if (nonce === null) return false;
  await signAndSend(context, intent, account, nonce, gas);
  return true;
}

/** Sign the intent at its reserved nonce, store the bytes, commit, broadcast. */
export async function signAndSend(
  context: ChainContext,
  intent: ChainIntent,
  account: LocalAccount,
  nonce: number,
  gas: bigint,
): Promise<void> {
  const { db, client, book, tunables } = context;
  const fees = await client.estimateFeesPerGas();
  const maxFeePerGas = min(fees.maxFeePerGas, tunables.maxFeePerGasWei);
  const maxPriorityFeePerGas = min(fees.maxPriorityFeePerGas, maxFeePerGas);
  const raw = await account.signTransaction({
    type: "eip1559",
    chainId: book.chainId,
    to: intent.to as Hex,
    data: intent.data as Hex,
    nonce,
    gas,
    maxFeePerGas,
    maxPriorityFeePerGas,
  });
  const hash = keccak256(raw);
  await db.$transaction([
    db.chainAttempt.create({
      data: {
        hash,
        intentId: intent.id,
        chainId: book.chainId,
        address: account.address,
        nonce,
        raw,
        gas,
        maxFeePerGas: maxFeePerGas.toString(),
        maxPriorityFeePerGas: maxPriorityFeePerGas.toString(),
      },
    }),
    db.chainIntent.update({ where: { id: intent.id }, data: { state: "signed", txHash: hash } }),
  ]);
  await broadcastAttempt(context, { hash, raw, intentId: intent.id });
}

async function nextDue(context: ChainContext, lane: Lane): Promise<ChainIntent | null> {
  const planned = await context.db.chainIntent.findMany({
    where: { chainId: context.book.chainId, lane, state: "planned", notBefore: { lte: new Date() } },
    orderBy: { seq: "asc" },
    take: 20,
  });
  for (const intent of planned) {
    if (!intent.after) return intent;
    const before = await context.db.chainIntent.findUnique({ where: { key: intent.after } });
    if (before && ["included", "safe", "finalized"].includes(before.state)) return intent;
  }
  return null;
}

/**
 * Gas of the call, or null when the chain refuses it; the refusal is written on the intent, which waits or gives up.
 * @throws when the node gives no clear answer
 */
async function simulate(
  context: ChainContext,
  intent: ChainIntent,
  account: LocalAccount,
): Promise<bigint | null> {
  const { client, tunables } = context;
  try {
    const estimate = await client.estimateGas({
      account: account.address,
      to: intent.to as Hex,
      data: intent.data as Hex,
    });
    return min((estimate * (100n + tunables.gasMarginPercent)) / 100n, GAS_CAP);
  } catch (error) {
    const revert = decodeRevert(error);
    if (!revert) throw error;
    await refuse(context, intent, revert);
    return null;
  }
}

async function refuse(context: ChainContext, intent: ChainIntent, revert: object): Promise<void> {
  const refusals = intent.refusals + 1;
  const givenUp = refusals >= context.tunables.maxRefusals;
  const waitMs = Math.min(1_000 * 2 ** intent.refusals, context.tunables.maxBackoffMs);
  await context.db.chainIntent.updateMany({
    where: { id: intent.id, state: "planned" },
    data: {
      refusals,
      error: revert,
      notBefore: new Date(Date.now() + waitMs),
      ...(givenUp ? { state: "reverted" as const } : {}),
    },
  });
  logger[givenUp ? "error" : "warn"](
    { intent: intent.key, refusals, revert },
    givenUp ? "intent given up: the chain keeps refusing it" : "intent refused in simulation",
  );
}

/**
 * The nonce after the lane's last one, as a row. Null when the lane has to stop: the chain counts more transactions
 * than this database gave nonces for, so somebody else uses the key.
 */
async function reserveNonce(
  context: ChainContext,
  lane: Lane,
  intent: ChainIntent,
  account: LocalAccount,
): Promise<number | null> {
  const { db, client, book } = context;
  const onChain = await client.getTransactionCount({ address: account.address, blockTag: "latest" });
  const last = await db.chainNonce.findFirst({
    where: { chainId: book.chainId, address: account.address },
    orderBy: { nonce: "desc" },
  });
  const nonce = last ? last.nonce + 1 : onChain;
  if (onChain > nonce) {
    await stopLane(
      context,
      lane,
      "foreign_nonce",
      `The chain counts ${onChain} transactions of ${account.address}, this instance sent ${nonce}: somebody else uses the key.`,
    );
    return null;
  }
  await db.$transaction(async (tx) => {
    // The unique row is what keeps two senders apart; the second one fails here and sends nothing.
    await tx.chainNonce.create({
      data: { chainId: book.chainId, address: account.address, nonce, intentId: intent.id },
    });
    const { count } = await tx.chainIntent.updateMany({
      where: { id: intent.id, state: "planned" },
      data: { state: "nonce_reserved", refusals: 0 },
    });
    if (count !== 1) throw new Error(`Intent ${intent.key} was taken by another sender.`);
  });
  return nonce;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
