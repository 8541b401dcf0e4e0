import type { Address, Hex } from "viem";
import { checkReceipt, type ReceiptCheck } from "@/lib/domain/payments/check-receipt";
import { receiptFromJson, voucherFromJson } from "@/lib/domain/payments/from-json";
import type { Receipt } from "@/lib/domain/payments/receipt";
import type { ReceiptBundle } from "@/lib/schemas/inference";
import type { InstanceStatus } from "@/lib/schemas/status";
import type { SignedVoucher } from "./sign-voucher";

/**
 * Checks an answer's receipt in this browser. With `own` the comparison is against the voucher and price
 * that this browser signed and against the clock; without it an old receipt is checked in itself.
 */
export async function checkReceiptBundle(
  bundle: ReceiptBundle,
  chain: InstanceStatus["chain"],
  own: SignedVoucher | null,
): Promise<ReceiptCheck[]> {
  const receipt = toReceipt(bundle);
  if (!receipt || !bundle.receiptSignature) return [];
  return checkReceipt({
    domain: {
      chainId: chain.id,
      verifyingContract: (chain.contracts.InferenceMeter ?? bundle.meter) as Address,
    },
    operator: chain.operator as Address,
    receipt,
    signature: bundle.receiptSignature as Hex,
    voucher: own?.voucher ?? voucherFromJson(bundle.voucher),
    request: own?.request ?? {
      modelId: receipt.modelId,
      modelVersion: receipt.modelVersion,
      priceId: receipt.priceId,
      maxTokensOut: bundle.price.maxTokensOut,
      promptCommitment: bundle.promptCommitment as Hex,
    },
    price: own?.price ?? {
      inPer1kWei: BigInt(bundle.price.inPer1kWei),
      outPer1kWei: BigInt(bundle.price.outPer1kWei),
    },
    policy: bundle.policy,
    leaves: bundle.leaves.map((leaf) => ({
      kind: leaf.kind,
      ref: leaf.ref as Hex,
      payee: leaf.payee as Address,
      amount: BigInt(leaf.amount),
    })),
    evidence: bundle.evidence,
    previousCumulative: own?.previousCumulative ?? receipt.cumulative - receipt.charge,
    now: own ? BigInt(Math.floor(Date.now() / 1000)) : null,
  });
}

/** The receipt in the form that is hashed and signed; null while attribution is on its way. */
export function toReceipt({ receipt }: Pick<ReceiptBundle, "receipt">): Receipt | null {
  return receipt && receiptFromJson(receipt);
}
