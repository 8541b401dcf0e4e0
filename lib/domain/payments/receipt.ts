import { type Hex, zeroHash } from "viem";
import { chargeUp } from "./charge-up";
import { type PricedRequest, requestHash } from "./request-hash";
import { type SplitLeaf, splitRoot } from "./split-leaves";
import { type Message, structHash } from "./typed-data";

export type Voucher = Message<"Voucher">;
export type Receipt = Message<"Receipt">;

/** `prevReceipt` of a session's first voucher. */
export const FIRST_RECEIPT = zeroHash;

export interface ReceiptInput {
  voucher: Voucher;
  request: PricedRequest;
  price: { inPer1kWei: bigint; outPer1kWei: bigint };
  tokensIn: number;
  tokensOut: number;
  /** Cumulative charge of the session before this call. */
  previousCumulative: bigint;
  leaves: readonly SplitLeaf[];
  responseHash: Hex;
  evidenceHash: Hex;
  /** Unix seconds at which the voucher was accepted. */
  servedAt: number;
}

/**
 * The receipt of a served call.
 * @throws RangeError when voucher, request, price and leaves do not fit together: such a receipt would be a fault
 */
export function buildReceipt(input: ReceiptInput): Receipt {
  const charge = chargeUp({ tokensIn: input.tokensIn, tokensOut: input.tokensOut, ...input.price });
  const cumulative = input.previousCumulative + charge;
  const paid = input.leaves.reduce((sum, leaf) => sum + leaf.amount, 0n);
  if (requestHash(input.request) !== input.voucher.requestHash)
    throw new RangeError("The voucher is for another request.");
  if (input.tokensOut > input.request.maxTokensOut) {
    throw new RangeError(`${input.tokensOut} tokens exceed the agreed ${input.request.maxTokensOut}.`);
  }
  if (cumulative > input.voucher.maxCumulative) {
    throw new RangeError(
      `The session would stand at ${cumulative} wei, the voucher allows ${input.voucher.maxCumulative}.`,
    );
  }
  if (paid !== charge) throw new RangeError(`The leaves pay ${paid} wei of a charge of ${charge}.`);
  return {
    sessionId: input.voucher.sessionId,
    seq: input.voucher.seq,
    voucherHash: voucherHash(input.voucher),
    responseHash: input.responseHash,
    modelId: input.request.modelId,
    modelVersion: input.request.modelVersion,
    priceId: input.request.priceId,
    tokensIn: input.tokensIn,
    tokensOut: input.tokensOut,
    charge,
    cumulative,
    splitRoot: splitRoot(input.leaves),
    evidenceHash: input.evidenceHash,
    servedAt: BigInt(input.servedAt),
  };
}

/** The receipt of a call that failed: nothing charged, no tokens, no leaves. Every seq has exactly one receipt. */
export function buildVoidReceipt(input: {
  voucher: Voucher;
  request: PricedRequest;
  previousCumulative: bigint;
  /** Commitment of the reason. */
  evidenceHash: Hex;
  servedAt: number;
}): Receipt {
  return {
    sessionId: input.voucher.sessionId,
    seq: input.voucher.seq,
    voucherHash: voucherHash(input.voucher),
    responseHash: zeroHash,
    modelId: input.request.modelId,
    modelVersion: input.request.modelVersion,
    priceId: input.request.priceId,
    tokensIn: 0,
    tokensOut: 0,
    charge: 0n,
    cumulative: input.previousCumulative,
    splitRoot: zeroHash,
    evidenceHash: input.evidenceHash,
    servedAt: BigInt(input.servedAt),
  };
}

/** Struct hash that a receipt's `voucherHash` names. */
export function voucherHash(voucher: Voucher): Hex {
  return structHash("Voucher", voucher);
}

/** Struct hash that the next voucher's `prevReceipt` and a settlement's `receiptHash` name. */
export function receiptHash(receipt: Receipt): Hex {
  return structHash("Receipt", receipt);
}
