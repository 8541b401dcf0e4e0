import "server-only";
import type { Hex } from "viem";
import type { z } from "zod";
import type { Receipt, Voucher } from "@/lib/domain/payments/receipt";
import type { SplitLeaf } from "@/lib/domain/payments/split-leaves";
import type { PayoutLeaf } from "@/lib/generated/prisma/client";
import type {
  Receipt as ReceiptJson,
  SplitLeaf as SplitLeafJson,
  Voucher as VoucherJson,
} from "@/lib/schemas/inference";
import { weiFromDb } from "@/lib/server/db/wei";

/** JSON forms of signed structs and back: integers wider than 32 bits are decimal strings on the wire. */

export function toVoucher(json: z.infer<typeof VoucherJson>): Voucher {
  return {
    sessionId: json.sessionId as Hex,
    seq: BigInt(json.seq),
    maxCumulative: BigInt(json.maxCumulative),
    requestHash: json.requestHash as Hex,
    prevReceipt: json.prevReceipt as Hex,
  };
}

export function toReceipt(json: ReceiptJson): Receipt {
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

export function receiptToJson(receipt: Receipt): ReceiptJson {
  return {
    ...receipt,
    seq: Number(receipt.seq),
    modelId: receipt.modelId.toString(),
    charge: receipt.charge.toString(),
    cumulative: receipt.cumulative.toString(),
    servedAt: Number(receipt.servedAt),
  };
}

export function leafToJson(leaf: PayoutLeaf): SplitLeafJson {
  return { kind: leaf.kind, ref: leaf.ref, payee: leaf.payee, amount: weiFromDb(leaf.amountWei).toString() };
}

export function toLeaf(leaf: PayoutLeaf): SplitLeaf {
  return {
    kind: leaf.kind,
    ref: leaf.ref as Hex,
    payee: leaf.payee as Hex,
    amount: weiFromDb(leaf.amountWei),
  };
}
