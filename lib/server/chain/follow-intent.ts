import "server-only";
import {
  type Hex,
  keccak256,
  type LocalAccount,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from "viem";
import type { ChainAttempt, ChainIntent, ChainNonce } from "@/lib/generated/prisma/client";
import { logger } from "@/lib/server/http/logger";
import { broadcastAttempt } from "./broadcast-attempt";
import type { ChainContext } from "./chain-context";
import { chainTiers, tierOfBlock } from "./chain-tiers";
import { decodeRevert, type Revert } from "./decode-revert";
import { stopLane } from "./lane-state";
import type { Lane } from "./lanes";
import { signAndSend } from "./send-next";

type OpenIntent = ChainIntent & { attempts: ChainAttempt[]; nonces: ChainNonce[] };

/**
 * Bring one intent a step further from what its rows and the chain say: sign what was only reserved, send what was
 * only signed, look for receipts of every hash, send again, bid higher, re-check the block of what was included.
 */
export async function followIntent(
  context: ChainContext,
  lane: Lane,
  account: LocalAccount,
  intent: OpenIntent,
): Promise<void> {
  const newest = intent.attempts.at(-1);
  const nonce = intent.nonces[0]?.nonce;
  if (!newest) {
    // Killed between the nonce row and the signature: nothing was ever sent at this nonce, so it is signed now.
    if (nonce !== undefined) await signReserved(context, intent, account, nonce);
    return;
  }
  const receipt = await findReceipt(context, intent.attempts);
  if (receipt) return noteReceipt(context, intent, receipt);

  if (intent.state === "included" || intent.state === "safe") {
    logger.warn({ intent: intent.key, tx: intent.txHash }, "its block is gone; the same bytes go again");
    await context.db.chainIntent.update({
      where: { id: intent.id },
      data: { state: "broadcast", blockHash: null, blockNumber: null },
    });
    await broadcastAttempt(context, { hash: newest.hash, raw: newest.raw, intentId: intent.id });
    return;
  }
  await pushOn(context, lane, account, intent, newest);
}

async function signReserved(
  context: ChainContext,
  intent: OpenIntent,
  account: LocalAccount,
  nonce: number,
): Promise<void> {
  try {
    const estimate = await context.client.estimateGas({
      account: account.address,
      to: intent.to as Hex,
      data: intent.data as Hex,
    });
    await signAndSend(
      context,
      intent,
      account,
      nonce,
      (estimate * (100n + context.tunables.gasMarginPercent)) / 100n,
    );
  } catch (error) {
    const revert = decodeRevert(error);
    if (!revert) throw error;
    // The chain refuses it meanwhile. No bytes exist for the nonce, so it can be given back.
    await context.db.$transaction([
      context.db.chainNonce.deleteMany({ where: { intentId: intent.id, nonce } }),
      context.db.chainIntent.update({
        where: { id: intent.id },
        data: { state: "planned", error: { ...revert } },
      }),
    ]);
  }
}

async function findReceipt(
  context: ChainContext,
  attempts: readonly ChainAttempt[],
): Promise<TransactionReceipt | null> {
  for (const attempt of [...attempts].reverse()) {
    try {
      return await context.client.getTransactionReceipt({ hash: attempt.hash as Hex });
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
    }
  }
  return null;
}

async function noteReceipt(
  context: ChainContext,
  intent: OpenIntent,
  receipt: TransactionReceipt,
): Promise<void> {
  const where = { id: intent.id };
  const place = {
    txHash: receipt.transactionHash,
    blockNumber: Number(receipt.blockNumber),
    blockHash: receipt.blockHash,
  };
  if (isCancellation(intent, receipt)) {
    await context.db.chainIntent.update({ where, data: { ...place, state: "cancelled" } });
    return;
  }
  if (receipt.status === "reverted") {
    const revert = await explainRevert(context, intent, receipt);
    await context.db.chainIntent.update({
      where,
      data: { ...place, state: "reverted", error: { ...revert } },
    });
    logger.error({ intent: intent.key, tx: receipt.transactionHash, revert }, "transaction reverted");
    return;
  }
  const tier = tierOfBlock(await chainTiers(context), Number(receipt.blockNumber));
  const state = tier === "final" ? "finalized" : tier === "safe" ? "safe" : "included";
  if (state === intent.state && receipt.blockHash === intent.blockHash) return;
  await context.db.chainIntent.update({ where, data: { ...place, state, error: undefined } });
}

/** A self-transfer that freed the lane carries no data and goes to the sender itself. */
function isCancellation(intent: ChainIntent, receipt: TransactionReceipt): boolean {
  return receipt.to !== null && receipt.to.toLowerCase() !== intent.to.toLowerCase();
}

async function explainRevert(
  context: ChainContext,
  intent: ChainIntent,
  receipt: TransactionReceipt,
): Promise<Revert> {
  try {
    await context.client.call({
      account: receipt.from,
      to: intent.to as Hex,
      data: intent.data as Hex,
      blockNumber: receipt.blockNumber,
    });
  } catch (error) {
    const revert = decodeRevert(error);
    if (revert) return revert;
  }
  return {
    name: "reverted",
    sentence: "The transaction reverted.",
    remedy: "Look at it with a trace of its block.",
  };
}

/** No receipt yet: send again, replace when it is stuck, stop when somebody else used the nonce. */
async function pushOn(
  context: ChainContext,
  lane: Lane,
  account: LocalAccount,
  intent: OpenIntent,
  newest: ChainAttempt,
): Promise<void> {
  const { tunables } = context;
  const sinceSentMs = newest.sentAt ? Date.now() - newest.sentAt.getTime() : Number.POSITIVE_INFINITY;
  if (sinceSentMs < tunables.resendMs) return;

  const first = intent.attempts[0] ?? newest;
  if (Date.now() - newest.createdAt.getTime() > tunables.replaceMs && newest.sentAt) {
    await replace(context, account, intent, newest);
    return;
  }
  const outcome = await broadcastAttempt(context, {
    hash: newest.hash,
    raw: newest.raw,
    intentId: intent.id,
  });
  if (outcome === "unfunded") {
    await stopLane(
      context,
      lane,
      "unfunded",
      `${account.address} cannot pay for transaction ${newest.hash}.`,
    );
  }
  if (outcome === "nonce_used" && !(await findReceipt(context, intent.attempts))) {
    // A lagging node may know the nonce before the receipt: only a long silence is somebody else.
    if (Date.now() - first.createdAt.getTime() < tunables.replaceMs) return;
    await stopLane(
      context,
      lane,
      "foreign_nonce",
      `Nonce ${newest.nonce} of ${account.address} was used by a transaction this instance never signed.`,
    );
  }
}

/** The same call at the same nonce, both fees at least a tenth higher; past the limits a self-transfer instead. */
async function replace(
  context: ChainContext,
  account: LocalAccount,
  intent: OpenIntent,
  newest: ChainAttempt,
): Promise<void> {
  const { client, book, db, tunables } = context;
  const market = await client.estimateFeesPerGas();
  const bumped = (value: { toFixed: (digits: number) => string }) =>
    (BigInt(value.toFixed(0)) * 1125n) / 1000n + 1n;
  const maxFeePerGas = larger(bumped(newest.maxFeePerGas), market.maxFeePerGas);
  const maxPriorityFeePerGas = larger(bumped(newest.maxPriorityFeePerGas), market.maxPriorityFeePerGas);
  const exhausted = maxFeePerGas > tunables.maxFeePerGasWei || intent.attempts.length >= tunables.maxAttempts;
  if (exhausted && maxFeePerGas > tunables.maxFeePerGasWei * 4n) return;

  const call = exhausted
    ? { to: account.address, data: "0x" as Hex, gas: 21_000n }
    : { to: intent.to as Hex, data: intent.data as Hex, gas: newest.gas };
  const raw = await account.signTransaction({
    type: "eip1559",
    chainId: book.chainId,
    nonce: newest.nonce,
    maxFeePerGas,
    maxPriorityFeePerGas,
    ...call,
  });
  const hash = keccak256(raw);
  await db.$transaction([
    db.chainAttempt.update({ where: { hash: newest.hash }, data: { replaced: true } }),
    db.chainAttempt.create({
      data: {
        hash,
        intentId: intent.id,
        chainId: book.chainId,
        address: account.address,
        nonce: newest.nonce,
        raw,
        gas: call.gas,
        maxFeePerGas: maxFeePerGas.toString(),
        maxPriorityFeePerGas: maxPriorityFeePerGas.toString(),
      },
    }),
  ]);
  logger.warn({ intent: intent.key, replaces: newest.hash, hash, exhausted }, "transaction stuck; replaced");
  await broadcastAttempt(context, { hash, raw, intentId: intent.id });
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
