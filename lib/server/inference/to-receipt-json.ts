import "server-only";
import type { Receipt } from "@/lib/domain/payments/receipt";
import type { PayoutLeaf } from "@/lib/generated/prisma/client";
import type { Receipt as ReceiptJson, SplitLeaf as SplitLeafJson } from "@/lib/schemas/inference";
import { weiFromDb } from "@/lib/server/db/wei";

/** Wire forms of what a receipt consists of: integers wider than 32 bits are decimal strings on the wire. */

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
