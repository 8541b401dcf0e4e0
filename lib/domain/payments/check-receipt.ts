import { type Address, type Hex, isAddressEqual, recoverTypedDataAddress, zeroHash } from "viem";
import { evidenceHash } from "@/lib/domain/attribution/evidence-document";
import { splitAnswer } from "@/lib/domain/attribution/split-answer";
import type { EvidenceDocument } from "@/lib/schemas/attribution";
import { chargeUp } from "./charge-up";
import { type Receipt, type Voucher, voucherHash } from "./receipt";
import { type PricedRequest, requestHash } from "./request-hash";
import {
  compareLeaves,
  LEAF_KIND,
  MAX_LEAVES,
  type SplitLeaf,
  type SplitPolicy,
  splitParts,
  splitRoot,
} from "./split-leaves";
import { type SigningDomain, typedData } from "./typed-data";

/** Greatest distance between `servedAt` and the checker's clock, in seconds. */
const CLOCK_TOLERANCE_S = 120n;

export type ReceiptCheckName =
  | "operator_signature"
  | "voucher"
  | "request"
  | "charge"
  | "cumulative"
  | "four_parts"
  | "leaf_sum"
  | "leaf_order"
  | "split_root"
  | "evidence"
  | "data_leaves"
  | "served_at";

/** One thing that was checked; `expected` and `found` are for the person who reads why it failed. */
export interface ReceiptCheck {
  name: ReceiptCheckName;
  ok: boolean;
  expected: string;
  found: string;
}

export interface ReceiptCheckInput {
  domain: SigningDomain;
  operator: Address;
  receipt: Receipt;
  signature: Hex;
  /** The voucher this browser signed, not the one the server shows. */
  voucher: Voucher;
  request: PricedRequest;
  price: { inPer1kWei: bigint; outPer1kWei: bigint };
  policy: SplitPolicy;
  leaves: readonly SplitLeaf[];
  /** What the data part was divided by; null for a void receipt. */
  evidence: EvidenceDocument | null;
  previousCumulative: bigint;
  /** Unix seconds by the checker's clock; null when an old receipt is checked again. */
  now: bigint | null;
}

/**
 * Everything a client checks before it signs its next voucher. Pure but for the asynchronous key recovery; runs in
 * the browser. A receipt is good when every check is ok.
 */
export async function checkReceipt(input: ReceiptCheckInput): Promise<ReceiptCheck[]> {
  const { receipt, leaves } = input;
  const signer = await recoverSigner(input);
  const charge = chargeUp({ tokensIn: receipt.tokensIn, tokensOut: receipt.tokensOut, ...input.price });
  const request = requestHash({
    ...input.request,
    modelId: receipt.modelId,
    modelVersion: receipt.modelVersion,
    priceId: receipt.priceId,
  });
  const sum = leaves.reduce((total, leaf) => total + leaf.amount, 0n);
  const cumulative = input.previousCumulative + receipt.charge;
  const drift = input.now === null ? 0n : absolute(receipt.servedAt - input.now);

  return [
    {
      name: "operator_signature",
      ok: signer !== null && isAddressEqual(signer, input.operator),
      expected: input.operator,
      found: signer ?? "unreadable",
    },
    check(
      "voucher",
      `${voucherHash(input.voucher)} #${input.voucher.seq}`,
      `${receipt.voucherHash} #${receipt.seq}`,
    ),
    {
      name: "request",
      ok: request === input.voucher.requestHash && receipt.tokensOut <= input.request.maxTokensOut,
      expected: `${input.voucher.requestHash}, at most ${input.request.maxTokensOut} tokens`,
      found: `${request}, ${receipt.tokensOut} tokens`,
    },
    check("charge", charge, receipt.charge),
    {
      name: "cumulative",
      ok: receipt.cumulative === cumulative && cumulative <= input.voucher.maxCumulative,
      expected: `${cumulative}, at most ${input.voucher.maxCumulative}`,
      found: receipt.cumulative.toString(),
    },
    check(
      "four_parts",
      partsText(expectedParts(receipt.charge, input.policy)),
      partsText(foundParts(leaves)),
    ),
    check("leaf_sum", receipt.charge, sum),
    {
      name: "leaf_order",
      ok: leaves.length <= MAX_LEAVES && isOrdered(leaves),
      expected: `at most ${MAX_LEAVES} leaves, ascending, none zero`,
      found: `${leaves.length} leaves`,
    },
    check("split_root", leaves.length === 0 ? zeroHash : splitRoot(leaves), receipt.splitRoot),
    ...checkEvidence(input),
    {
      name: "served_at",
      ok: drift <= CLOCK_TOLERANCE_S,
      expected: `within ${CLOCK_TOLERANCE_S} s of ${input.now ?? receipt.servedAt}`,
      found: receipt.servedAt.toString(),
    },
  ];
}

/** The evidence is the one the operator signed for, and dividing the data part by it gives these very leaves. */
function checkEvidence({ evidence, receipt, policy, leaves }: ReceiptCheckInput): ReceiptCheck[] {
  if (evidence === null) return [];
  const split = splitAnswer({
    pool: splitParts(receipt.charge, policy).data,
    evidence: evidence.evidence,
    longRun: evidence.longRun,
    ownIds: new Set(evidence.excluded),
  });
  const expected = new Map(split.amounts.map(({ contributorId, wei }) => [contributorId, wei]));
  const data = leaves.filter((leaf) => leaf.kind === LEAF_KIND.data);
  // The smallest amounts past the last leaf go to the treasury together, so only what is paid is compared.
  const text = (amountOf: (leaf: SplitLeaf) => bigint) =>
    data.map((leaf) => `${leaf.ref}: ${amountOf(leaf)}`).join(", ");
  return [
    check("evidence", evidenceHash(evidence), receipt.evidenceHash),
    check(
      "data_leaves",
      `${split.method}; ${text((leaf) => expected.get(leaf.ref) ?? 0n)}`,
      `${evidence.method}; ${text((leaf) => leaf.amount)}`,
    ),
  ];
}

async function recoverSigner(input: ReceiptCheckInput): Promise<Address | null> {
  try {
    const data = typedData("Receipt", input.domain, input.receipt);
    return await recoverTypedDataAddress({ ...data, signature: input.signature } as Parameters<
      typeof recoverTypedDataAddress
    >[0]);
  } catch {
    // Bytes that are no signature at all recover to nobody; the check then fails by name.
    return null;
  }
}

function check(name: ReceiptCheckName, expected: bigint | string, found: bigint | string): ReceiptCheck {
  return { name, ok: expected === found, expected: expected.toString(), found: found.toString() };
}

function expectedParts(charge: bigint, policy: SplitPolicy): bigint[] {
  const parts = splitParts(charge, policy);
  return [parts.platform, parts.model, parts.staker, parts.data];
}

function foundParts(leaves: readonly SplitLeaf[]): bigint[] {
  const sums = [0n, 0n, 0n, 0n];
  for (const leaf of leaves) {
    // What attribution gave to nobody is paid to the treasury out of the data part.
    const part = leaf.kind === LEAF_KIND.treasury ? LEAF_KIND.data : leaf.kind;
    sums[part] = (sums[part] ?? 0n) + leaf.amount;
  }
  return sums;
}

function partsText(parts: readonly bigint[]): string {
  return parts.join(" + ");
}

function isOrdered(leaves: readonly SplitLeaf[]): boolean {
  return leaves.every((leaf, i) => {
    const before = leaves[i - 1];
    return leaf.amount > 0n && (before === undefined || compareLeaves(before, leaf) < 0);
  });
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
