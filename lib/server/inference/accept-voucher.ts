import "server-only";
import { randomBytes } from "node:crypto";
import { type Hex, isAddressEqual } from "viem";
import type { z } from "zod";
import { voucherFromJson } from "@/lib/domain/payments/from-json";
import { promptCommitment } from "@/lib/domain/payments/prompt-commitment";
import { voucherHash } from "@/lib/domain/payments/receipt";
import { requestHash } from "@/lib/domain/payments/request-hash";
import { AppError } from "@/lib/errors/app-error";
import type { Answer, Model } from "@/lib/generated/prisma/client";
import type { ChatCompletionBody, PaidCallHeader } from "@/lib/schemas/inference";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { IN_FLIGHT } from "./create-quote";
import { recoverSigner } from "./recover-signer";

const refuse = (detail: string, reason: string) => new AppError("invalid_input", detail, { reason });

/**
 * Checks a signed voucher against its quote and takes the session's next number. From here on the call has exactly
 * one receipt, void or not. The voucher itself is the authority: no sign-in is needed to spend it.
 * @throws AppError invalid_input | precondition_failed | in_progress | conflict
 */
export async function acceptVoucher(input: {
  header: z.infer<typeof PaidCallHeader>;
  body: ChatCompletionBody;
}): Promise<{ answer: Answer; model: Model }> {
  const { header, body } = input;
  const quote = await db().inferenceQuote.findUnique({
    where: { id: header.quoteId },
    include: { model: true },
  });
  if (!quote) throw new AppError("not_found", "There is no such quote. Ask for a new one.");
  if (quote.expiresAt < new Date())
    throw new AppError("precondition_failed", "The quote is older than two minutes. Ask for a new one.", {
      reason: "quote_expired",
    });
  const { model } = quote;
  if (body.model !== model.slug && body.model !== `${model.slug}@${model.adapterHash.slice(0, 12)}`)
    throw refuse("The quote is for another model.", "model");
  const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? quote.maxTokensOut;
  if (maxTokens > quote.maxTokensOut)
    throw refuse(
      `The quote covers ${quote.maxTokensOut} tokens, the call asks for ${maxTokens}.`,
      "max_tokens",
    );
  // The commitment is made over what arrived, before anything is changed.
  const commitment = promptCommitment(header.salt as Hex, body.messages);
  if (JSON.stringify(body.messages) !== JSON.stringify(quote.messages))
    throw refuse("The messages are not the quoted ones.", "messages");
  const voucher = voucherFromJson(header.voucher);
  const expected = requestHash({
    modelId: BigInt(model.chainModelId?.toFixed(0) ?? 0),
    modelVersion: model.version,
    priceId: model.priceId,
    maxTokensOut: quote.maxTokensOut,
    promptCommitment: commitment,
  });
  if (voucher.requestHash !== expected)
    throw refuse(
      "The voucher was signed for other words or another price than the call carries.",
      "request_hash",
    );
  const session = await db().spendingSession.findUniqueOrThrow({ where: { sessionId: quote.sessionId } });
  const signer = await recoverSigner("Voucher", voucher, header.signature as Hex);
  if (!signer || !isAddressEqual(signer, session.signer as Hex))
    throw refuse("The voucher was not signed by the session's key.", "signature");
  const needed = weiFromDb(quote.cumulativeWei) + weiFromDb(quote.ceilingWei);
  if (voucher.sessionId !== session.sessionId || voucher.maxCumulative < needed)
    throw refuse("The voucher allows less than the quote's ceiling.", "ceiling");

  const answer = await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT session_id FROM spending_session WHERE session_id = ${session.sessionId} FOR UPDATE`;
    const now = await tx.spendingSession.findUniqueOrThrow({ where: { sessionId: session.sessionId } });
    if (now.state !== "open" || now.expiresAt < new Date())
      throw new AppError("precondition_failed", "The spending session is over. Open a new one.", {
        reason: "session_over",
      });
    const busy = await tx.answer.count({
      where: { sessionId: now.sessionId, state: { in: [...IN_FLIGHT] } },
    });
    if (busy > 0)
      throw new AppError("in_progress", "The last answer's receipt is on its way. Ask again in a moment.", {
        retryAfterS: 1,
      });
    if (
      Number(voucher.seq) !== now.seq + 1 ||
      voucher.prevReceipt !== now.lastReceipt ||
      weiFromDb(now.cumulativeWei) !== weiFromDb(quote.cumulativeWei)
    ) {
      throw new AppError(
        "conflict",
        "The session has moved on since the quote. Ask for a new one; nothing was charged.",
        { reason: "stale_quote" },
      );
    }
    return tx.answer.create({
      data: {
        quoteId: quote.id,
        modelId: model.id,
        accountId: quote.accountId,
        sessionId: now.sessionId,
        seq: now.seq + 1,
        state: "accepted",
        messages: quote.messages as object[],
        promptTokens: quote.promptTokens as number[],
        answerTokens: [],
        voucher: header.voucher,
        voucherSignature: header.signature,
        voucherHash: voucherHash(voucher),
        promptSalt: header.salt,
        promptCommitment: commitment,
        responseSalt: `0x${randomBytes(32).toString("hex")}`,
        policyVersion: now.policyVersion,
        tokensIn: quote.tokensIn,
        servedAt: new Date(Math.floor(Date.now() / 1000) * 1000),
      },
    });
  });
  return { answer, model };
}
