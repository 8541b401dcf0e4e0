import type { Address, Hex } from "viem";
import { bytesToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { chargeUp } from "@/lib/domain/payments/charge-up";
import { normaliseMessages, promptCommitment } from "@/lib/domain/payments/prompt-commitment";
import type { Voucher } from "@/lib/domain/payments/receipt";
import { type PricedRequest, requestHash } from "@/lib/domain/payments/request-hash";
import { typedData } from "@/lib/domain/payments/typed-data";
import type { ChatMessage, PaidCallHeader, Quote } from "@/lib/schemas/inference";

/** What this browser has acknowledged of a session so far. */
export type SessionState = { seq: number; cumulativeWei: bigint; lastReceipt: Hex };

/** What the owner of the session allows for one call. */
export type CallLimits = { maxPerCallWei: bigint; capWei: bigint };

/** A voucher with everything that is needed to check the receipt for it. */
export type SignedVoucher = {
  voucher: Voucher;
  signature: Hex;
  salt: Hex;
  request: PricedRequest;
  price: { inPer1kWei: bigint; outPer1kWei: bigint };
  previousCumulative: bigint;
};

/** The quote does not fit what was agreed or what was served before; nothing was signed. */
export class QuoteRefused extends Error {
  readonly reason: "ceiling" | "sequence" | "cumulative" | "previous_receipt" | "per_call" | "cap";
  constructor(reason: QuoteRefused["reason"]) {
    super(`Quote refused: ${reason}`);
    this.name = "QuoteRefused";
    this.reason = reason;
  }
}

/**
 * Signs one call with the session's key, after the quote was checked against the chain of receipts that
 * this browser accepted and against the session's limits. The prompt is committed with a fresh salt.
 * @throws QuoteRefused
 */
export async function signVoucher(input: {
  privateKey: Hex;
  chainId: number;
  meter: Address;
  quote: Quote;
  messages: readonly ChatMessage[];
  state: SessionState;
  limits: CallLimits;
}): Promise<SignedVoucher> {
  const { quote, state, limits } = input;
  const price = { inPer1kWei: BigInt(quote.inPer1kWei), outPer1kWei: BigInt(quote.outPer1kWei) };
  const ceiling = chargeUp({ tokensIn: quote.tokensIn, tokensOut: quote.maxTokensOut, ...price });
  const maxCumulative = state.cumulativeWei + ceiling;
  if (ceiling !== BigInt(quote.ceilingWei)) throw new QuoteRefused("ceiling");
  if (quote.seq !== state.seq + 1) throw new QuoteRefused("sequence");
  if (BigInt(quote.cumulativeWei) !== state.cumulativeWei) throw new QuoteRefused("cumulative");
  if (quote.prevReceipt.toLowerCase() !== state.lastReceipt.toLowerCase()) {
    throw new QuoteRefused("previous_receipt");
  }
  if (ceiling > limits.maxPerCallWei) throw new QuoteRefused("per_call");
  if (maxCumulative > limits.capWei) throw new QuoteRefused("cap");

  const salt = bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
  const request: PricedRequest = {
    modelId: BigInt(quote.modelId),
    modelVersion: quote.modelVersion,
    priceId: quote.priceId,
    maxTokensOut: quote.maxTokensOut,
    promptCommitment: promptCommitment(salt, normaliseMessages(input.messages)),
  };
  const voucher: Voucher = {
    sessionId: quote.sessionId as Hex,
    seq: BigInt(quote.seq),
    maxCumulative,
    requestHash: requestHash(request),
    prevReceipt: state.lastReceipt,
  };
  const domain = { chainId: input.chainId, verifyingContract: input.meter };
  const signature = await privateKeyToAccount(input.privateKey).signTypedData(
    typedData("Voucher", domain, voucher),
  );
  return { voucher, signature, salt, request, price, previousCumulative: state.cumulativeWei };
}

/** The MF-Voucher header: base64url of the signed voucher, the quote and the salt. */
export function toVoucherHeader(quoteId: string, signed: SignedVoucher): string {
  const header: PaidCallHeader = {
    quoteId,
    voucher: {
      sessionId: signed.voucher.sessionId,
      seq: Number(signed.voucher.seq),
      maxCumulative: signed.voucher.maxCumulative.toString(),
      requestHash: signed.voucher.requestHash,
      prevReceipt: signed.voucher.prevReceipt,
    },
    signature: signed.signature,
    salt: signed.salt,
  };
  return btoa(JSON.stringify(header)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
