import "server-only";
import type { z } from "zod";
import { chargeUp } from "@/lib/domain/payments/charge-up";
import { normaliseMessages } from "@/lib/domain/payments/prompt-commitment";
import { AppError } from "@/lib/errors/app-error";
import type { CreateQuoteBody, Quote } from "@/lib/schemas/inference";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { logger } from "@/lib/server/http/logger";
import { tokenizePrompt, warmAttribution } from "./engine-client";
import { findCallableModel } from "./find-callable-model";

const QUOTE_MS = 120_000;
/** A voucher accepted this close to the session's end could outlive its claim window. */
const EXPIRY_MARGIN_MS = 30_000;
export const IN_FLIGHT = ["accepted", "streaming", "attributing"] as const;

/**
 * Prices one prompt exactly as the engine counts it and says what the session key has to sign. The attribution
 * index is warmed up meanwhile, so that the answer does not wait for it.
 */
export async function createQuote(call: {
  actor: Actor;
  input: z.infer<typeof CreateQuoteBody>;
}): Promise<z.infer<typeof Quote>> {
  const account = requireAccount(call.actor);
  const { input } = call;
  const session = await db().spendingSession.findUnique({ where: { sessionId: input.sessionId } });
  if (!session || session.accountId !== account.id)
    throw new AppError("not_found", "There is no such spending session of yours. Open one first.");
  if (session.state !== "open" || session.expiresAt.getTime() - EXPIRY_MARGIN_MS < Date.now()) {
    throw new AppError(
      "precondition_failed",
      "The spending session is over. Open a new one; your credit is safe.",
      { reason: "session_over" },
    );
  }
  const inFlight = await db().answer.count({
    where: { sessionId: session.sessionId, state: { in: [...IN_FLIGHT] } },
  });
  if (inFlight > 0)
    throw new AppError("in_progress", "The last answer's receipt is on its way. Ask again in a moment.", {
      retryAfterS: 1,
    });
  const model = await findCallableModel(input.model);
  const messages = normaliseMessages(input.messages);
  const prompt = await tokenizePrompt(messages);
  if (prompt.tokensIn + input.maxTokens > prompt.contextLength) {
    throw new AppError(
      "context_length_exceeded",
      `The prompt has ${prompt.tokensIn} tokens and up to ${input.maxTokens} are asked for; the model holds ${prompt.contextLength}. Shorten one of them.`,
    );
  }
  const price = { inPer1kWei: weiFromDb(model.inPer1kWei), outPer1kWei: weiFromDb(model.outPer1kWei) };
  const ceilingWei = chargeUp({ tokensIn: prompt.tokensIn, tokensOut: input.maxTokens, ...price });
  const cumulativeWei = weiFromDb(session.cumulativeWei);
  if (ceilingWei > weiFromDb(session.maxPerCallWei)) {
    throw new AppError(
      "cap_reached",
      "This call could cost more than the session allows per call. Ask for fewer tokens or open another session.",
      { reason: "max_per_call" },
    );
  }
  if (cumulativeWei + ceilingWei > weiFromDb(session.capWei)) {
    throw new AppError(
      "insufficient_credit",
      "The session's cap does not cover this call. Open a new session.",
      { reason: "session_cap" },
    );
  }
  warmAttribution({ adapterHash: model.adapterHash, indexRoot: model.indexRoot }).catch((error) =>
    logger.warn({ model: model.slug, err: error }, "The attribution index could not be warmed up."),
  );
  const row = await db().inferenceQuote.create({
    data: {
      accountId: account.id,
      modelId: model.id,
      sessionId: session.sessionId,
      messages,
      tokensIn: prompt.tokensIn,
      promptTokens: prompt.promptTokenIds,
      maxTokensOut: input.maxTokens,
      ceilingWei: ceilingWei.toString(),
      seq: session.seq + 1,
      cumulativeWei: cumulativeWei.toString(),
      prevReceipt: session.lastReceipt,
      expiresAt: new Date(Date.now() + QUOTE_MS),
    },
  });
  return {
    quoteId: row.id,
    modelId: model.chainModelId?.toFixed(0) ?? "0",
    modelVersion: model.version,
    priceId: model.priceId,
    inPer1kWei: price.inPer1kWei.toString(),
    outPer1kWei: price.outPer1kWei.toString(),
    tokensIn: prompt.tokensIn,
    maxTokensOut: input.maxTokens,
    ceilingWei: ceilingWei.toString(),
    sessionId: session.sessionId,
    seq: row.seq,
    cumulativeWei: cumulativeWei.toString(),
    prevReceipt: session.lastReceipt,
    expiresAt: row.expiresAt.toISOString(),
  };
}
