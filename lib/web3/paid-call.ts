import type { Address } from "viem";
import { ApiError } from "@/lib/client/api-error";
import { fetchJson } from "@/lib/client/fetch-json";
import { receiptHash } from "@/lib/domain/payments/receipt";
import { type ChatMessage, Quote, ReceiptBundle, ReceiptPage } from "@/lib/schemas/inference";
import type { SpendingSession } from "@/lib/schemas/payments";
import type { InstanceStatus } from "@/lib/schemas/status";
import { checkReceiptBundle, toReceipt } from "./check-receipt";
import { type SessionKeyName, withSessionKey } from "./session-key";
import { readSessionState, type StoredSession, writeSessionState } from "./session-state";
import { signVoucher, toVoucherHeader } from "./sign-voucher";
import { streamAnswer } from "./stream-answer";

const POLL_MS = 300;
const ATTRIBUTION_LIMIT_MS = 60_000;
const RECENT_RECEIPTS = 10;
const QUOTE_ATTEMPTS = 8;

/** A receipt that failed a check here. Nothing more is signed in its session. */
export class ReceiptRefused extends Error {
  readonly failed: string[];
  constructor(failed: string[]) {
    super(`Receipt refused: ${failed.join(", ")}`);
    this.name = "ReceiptRefused";
    this.failed = failed;
  }
}

export type PaidCallInput = {
  status: InstanceStatus;
  wallet: string;
  session: SpendingSession;
  model: string;
  messages: ChatMessage[];
  maxTokens: number;
  /** A quote that was already shown for exactly these messages. */
  quote: Quote | null;
  signal: AbortSignal;
  onText: (text: string) => void;
  /** The answer is complete; its receipt is on the way. */
  onReceiptId: (id: string) => void;
};

/**
 * One paid question: settle what the last call left open, quote, voucher, stream, receipt, check. The lock
 * on the session's key is held throughout, so a second tab waits instead of signing the same `seq`.
 */
export function paidCall(input: PaidCallInput): Promise<ReceiptBundle> {
  const name = keyName(input);
  return withSessionKey(name, async (privateKey) => {
    const before = await acknowledgePending(input, name);
    if (before.refused.length > 0) throw new ReceiptRefused(before.refused);
    const usable = input.quote && input.quote.seq === before.seq + 1 && !isStale(input.quote);
    const quote = usable && input.quote ? input.quote : await requestQuote(input);
    const signed = await signVoucher({
      privateKey,
      chainId: input.status.chain.id,
      meter: name.meter as Address,
      quote,
      messages: input.messages,
      state: before,
      limits: {
        maxPerCallWei: BigInt(input.session.maxPerCallWei),
        capWei: BigInt(input.session.capWei),
      },
    });
    // Whatever happens from here on (a refusal, a cut stream, a closed tab), the next call looks for the
    // receipt of this voucher first.
    await writeSessionState(name, { ...before, pending: signed });
    const receiptId = await streamAnswer({
      header: toVoucherHeader(quote.quoteId, signed),
      model: input.model,
      messages: input.messages,
      maxTokens: quote.maxTokensOut,
      signal: input.signal,
      onText: input.onText,
    });
    input.onReceiptId(receiptId);
    const bundle = await waitForReceipt(receiptId, input.signal);
    await acknowledge(input.status, name, { ...before, pending: signed }, bundle);
    return bundle;
  });
}

/** Exact tokens and the most that this question can cost; also wakes attribution up. */
export async function requestQuote(
  input: Pick<PaidCallInput, "model" | "messages" | "maxTokens" | "session"> & { signal?: AbortSignal },
): Promise<Quote> {
  const { model, messages, maxTokens, session, signal } = input;
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetchJson(Quote, "/api/v1/inference/quotes", {
        method: "POST",
        body: { model, messages, maxTokens, sessionId: session.sessionId },
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      // The last answer's receipt is still being worked out; its number has to be known first.
      const busy = error instanceof ApiError && error.code === "in_progress";
      if (!busy || attempt === QUOTE_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, (error.retryAfterS ?? 1) * 1000));
    }
  }
}

const keyName = ({ status, wallet, session }: PaidCallInput): SessionKeyName => ({
  chainId: status.chain.id,
  meter: status.chain.contracts.InferenceMeter ?? "",
  wallet,
  sessionId: session.sessionId,
});

const isStale = (quote: Quote) => Date.parse(quote.expiresAt) - Date.now() < 5_000;

/** A tab that closed in mid-answer left a voucher behind: find its receipt and check it first. */
async function acknowledgePending(input: PaidCallInput, name: SessionKeyName): Promise<StoredSession> {
  const state = await readSessionState(name);
  if (!state.pending) return state;
  const { seq } = state.pending.voucher;
  const { items } = await fetchJson(ReceiptPage, "/api/v1/inference/receipts", { signal: input.signal });
  for (const row of items.slice(0, RECENT_RECEIPTS)) {
    const bundle = await waitForReceipt(row.id, input.signal);
    const same = bundle.voucher.sessionId.toLowerCase() === name.sessionId.toLowerCase();
    if (same && BigInt(bundle.voucher.seq) === seq) {
      return acknowledge(input.status, name, state, bundle);
    }
  }
  // The voucher never arrived: the same number is signed again, for another request.
  const fresh = { ...state, pending: null };
  await writeSessionState(name, fresh);
  return fresh;
}

async function acknowledge(
  status: InstanceStatus,
  name: SessionKeyName,
  state: StoredSession,
  bundle: ReceiptBundle,
): Promise<StoredSession> {
  const receipt = toReceipt(bundle);
  const checks = await checkReceiptBundle(bundle, status.chain, state.pending);
  const failed = receipt ? checks.filter((check) => !check.ok).map((check) => check.name) : ["missing"];
  if (!receipt || failed.length > 0) {
    await writeSessionState(name, { ...state, refused: failed });
    throw new ReceiptRefused(failed);
  }
  const next: StoredSession = {
    seq: Number(receipt.seq),
    cumulativeWei: receipt.cumulative,
    lastReceipt: receiptHash(receipt),
    pending: null,
    refused: [],
  };
  await writeSessionState(name, next);
  return next;
}

async function waitForReceipt(id: string, signal: AbortSignal): Promise<ReceiptBundle> {
  const deadline = Date.now() + ATTRIBUTION_LIMIT_MS;
  for (;;) {
    const bundle = await fetchJson(ReceiptBundle, `/api/v1/inference/receipts/${id}`, { signal });
    if (bundle.state !== "pending") return bundle;
    if (Date.now() > deadline) throw new ApiError({ code: "deadline_exceeded" });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
