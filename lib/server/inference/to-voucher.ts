import "server-only";
import type { Hex } from "viem";
import type { z } from "zod";
import type { Receipt, Voucher } from "@/lib/domain/payments/receipt";
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
