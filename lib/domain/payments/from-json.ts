import type { Hex } from "viem";
import type { Receipt as ReceiptJson, Voucher as VoucherJson } from "@/lib/schemas/inference";
import type { Receipt, Voucher } from "./receipt";

/** Signed structs from their wire form, where integers wider than 32 bits are decimal strings. */

export function voucherFromJson(json: VoucherJson): Voucher {
  return {
    sessionId: json.sessionId as Hex,
    seq: BigInt(json.seq),
    maxCumulative: BigInt(json.maxCumulative),
    requestHash: json.requestHash as Hex,
    prevReceipt: json.prevReceipt as Hex,
  };
}

export function receiptFromJson(json: ReceiptJson): Receipt {
  return {
    sessionId: json.sessionId as Hex,
    seq: BigInt(json.seq),
    voucherHash: json.voucherHash as Hex,
    responseHash: json.responseHash as Hex,
    modelId: BigInt(json.modelId),
    modelVersion: json.modelVersion,
    priceId: json.priceId,
    tokensIn: json.tokensIn,
    tokensOut: json.tokensOut,
    charge: BigInt(json.charge),
    cumulative: BigInt(json.cumulative),
    splitRoot: json.splitRoot as Hex,
    evidenceHash: json.evidenceHash as Hex,
    servedAt: BigInt(json.servedAt),
  };
}
