import "server-only";
import type { Hex } from "viem";
import { logger } from "@/lib/server/http/logger";
import type { ChainContext } from "./chain-context";

export type BroadcastOutcome = "broadcast" | "uncertain" | "nonce_used" | "unfunded";

/**
 * Send stored bytes, for the first or the tenth time: the same bytes are the same transaction. Whatever is not
 * clearly accepted becomes `uncertain`, never a second nonce.
 */
export async function broadcastAttempt(
  context: ChainContext,
  attempt: { hash: string; raw: string; intentId: string },
): Promise<BroadcastOutcome> {
  const outcome = await send(context, attempt.raw as Hex, attempt.hash);
  const { db } = context;
  await db.$transaction([
    db.chainAttempt.update({ where: { hash: attempt.hash }, data: { sentAt: new Date() } }),
    db.chainIntent.updateMany({
      where: { id: attempt.intentId, state: { in: ["signed", "broadcast", "uncertain"] } },
      data: { state: outcome === "broadcast" ? "broadcast" : "uncertain", txHash: attempt.hash },
    }),
  ]);
  return outcome;
}

async function send(context: ChainContext, raw: Hex, hash: string): Promise<BroadcastOutcome> {
  try {
    await context.client.sendRawTransaction({ serializedTransaction: raw });
    return "broadcast";
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/already known|already imported|transaction exists/i.test(message)) return "broadcast";
    if (/nonce too low|nonce.*lower than/i.test(message)) return "nonce_used";
    if (/insufficient funds/i.test(message)) return "unfunded";
    logger.warn(
      { hash, message: message.slice(0, 300) },
      "broadcast answer unclear; the same bytes go again",
    );
    return "uncertain";
  }
}
