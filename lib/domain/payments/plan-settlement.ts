import canonicalize from "canonicalize";
import { type Address, type Hex, keccak256, toBytes } from "viem";
import { indexedMerkleRoot } from "./indexed-merkle";
import { type Receipt, receiptHash, type Voucher } from "./receipt";
import { isUnbound, type SplitLeaf } from "./split-leaves";

/** One served call: what the session key signed, what the operator key signed, who is paid. */
export interface ServedCall {
  voucher: Voucher;
  voucherSignature: Hex;
  receipt: Receipt;
  receiptSignature: Hex;
  leaves: readonly SplitLeaf[];
}

/** Unsettled calls of one session, from the state the chain holds. */
export interface DueSession {
  sessionId: Hex;
  policyVersion: number;
  /** `seq` and `spent` on chain. */
  fromSeq: bigint;
  fromSpent: bigint;
  /** Ascending and gapless from `fromSeq + 1`. */
  calls: readonly ServedCall[];
}

export interface BatchLimits {
  maxSessions: number;
  maxPayees: number;
  maxReceipts: number;
  maxBatchTotal: bigint;
}

/** The contract's Settlement struct. */
export interface Settlement {
  charges: {
    voucher: Voucher;
    fromSeq: bigint;
    fromSpent: bigint;
    cumulative: bigint;
    receiptHash: Hex;
    signature: Hex;
  }[];
  payouts: { to: Address; amount: bigint }[];
  accruals: { contributorId: Hex; amount: bigint }[];
  receiptsRoot: Hex;
  dataHash: Hex;
}

export interface PlannedBatch {
  policyVersion: number;
  settlement: Settlement;
  totalWei: bigint;
  /** (session, seq) of every receipt, in the order of `receiptsRoot`. */
  receipts: { sessionId: Hex; seq: bigint; receiptHash: Hex }[];
}

/** Fits under 2^24 gas with room, also when every payee is paid for the first time (44k a payee, 27k a session). */
const MAX_BATCH_GAS = 12_000_000n;
const GAS = { base: 85_000n, session: 30_000n, firstTimePayee: 28_000n };

/**
 * Pack due sessions into batches: one policy version each, sessions ascending, payouts merged and ascending, within
 * the policy's limits and the gas model. A session is never split by payee, only by calls.
 * @throws RangeError when a session's calls have a gap or its receipts do not start where the chain stands
 */
export function planSettlement(sessions: readonly DueSession[], limits: BatchLimits): PlannedBatch[] {
  const due = sessions.filter((session) => session.calls.length > 0);
  for (const session of due) assertGapless(session);
  const versions = [...new Set(due.map((session) => session.policyVersion))].sort((a, b) => a - b);
  return versions.flatMap((policyVersion) =>
    pack(due.filter((session) => session.policyVersion === policyVersion).sort(bySessionId), limits).map(
      (batch) => toBatch(policyVersion, batch),
    ),
  );
}

function assertGapless(session: DueSession): void {
  let seq = session.fromSeq;
  let spent = session.fromSpent;
  for (const { receipt, voucher } of session.calls) {
    if (
      receipt.seq !== seq + 1n ||
      voucher.seq !== receipt.seq ||
      receipt.cumulative !== spent + receipt.charge
    ) {
      throw new RangeError(
        `Session ${session.sessionId} breaks off after call ${seq}: call ${receipt.seq} does not follow.`,
      );
    }
    seq = receipt.seq;
    spent = receipt.cumulative;
  }
}

/** Greedy: a batch is closed when the next call would break a limit. */
function pack(sessions: readonly DueSession[], limits: BatchLimits): DueSession[][] {
  const batches: DueSession[][] = [];
  let open: DueSession[] = [];
  const close = () => {
    if (open.length > 0) batches.push(open);
    open = [];
  };
  for (const session of sessions) {
    let rest = session;
    while (rest.calls.length > 0) {
      const taken = takeCalls(open, rest, limits);
      if (taken === 0) {
        if (open.length === 0)
          throw new RangeError(`Call ${rest.calls[0]?.receipt.seq} of ${rest.sessionId} fits no batch.`);
        close();
        continue;
      }
      open.push({ ...rest, calls: rest.calls.slice(0, taken) });
      const last = rest.calls[taken - 1];
      if (taken < rest.calls.length && last) {
        close();
        rest = {
          ...rest,
          fromSeq: last.receipt.seq,
          fromSpent: last.receipt.cumulative,
          calls: rest.calls.slice(taken),
        };
      } else {
        break;
      }
    }
  }
  close();
  return batches;
}

/** How many of the session's calls fit beside what the batch holds. */
function takeCalls(open: readonly DueSession[], session: DueSession, limits: BatchLimits): number {
  if (open.length + 1 > limits.maxSessions) return 0;
  const payees = new Set(open.flatMap((held) => held.calls).flatMap((call) => call.leaves.map(payeeKey)));
  let receipts = open.reduce((sum, held) => sum + held.calls.length, 0);
  let total = open.flatMap((held) => held.calls).reduce((sum, call) => sum + call.receipt.charge, 0n);
  let taken = 0;
  for (const call of session.calls) {
    for (const leaf of call.leaves) payees.add(payeeKey(leaf));
    receipts += 1;
    total += call.receipt.charge;
    const gas = GAS.base + GAS.session * BigInt(open.length + 1) + GAS.firstTimePayee * BigInt(payees.size);
    if (
      payees.size > limits.maxPayees ||
      receipts > limits.maxReceipts ||
      total > limits.maxBatchTotal ||
      gas > MAX_BATCH_GAS
    ) {
      break;
    }
    taken += 1;
  }
  return taken;
}

function toBatch(policyVersion: number, sessions: readonly DueSession[]): PlannedBatch {
  const calls = sessions.flatMap((session) => session.calls);
  const receipts = calls.map(({ receipt }) => ({
    sessionId: receipt.sessionId,
    seq: receipt.seq,
    receiptHash: receiptHash(receipt),
  }));
  const leaves = calls.flatMap((call) => call.leaves);
  return {
    policyVersion,
    totalWei: calls.reduce((sum, call) => sum + call.receipt.charge, 0n),
    receipts,
    settlement: {
      charges: sessions.map(toCharge),
      payouts: mergePayouts(leaves.filter((leaf) => !isUnbound(leaf))),
      accruals: mergeAccruals(leaves.filter(isUnbound)),
      receiptsRoot: indexedMerkleRoot(receipts.map((receipt) => receipt.receiptHash)),
      dataHash: batchDataHash(calls),
    },
  };
}

function toCharge(session: DueSession): Settlement["charges"][number] {
  const newest = session.calls.at(-1);
  if (!newest) throw new RangeError(`Session ${session.sessionId} has nothing to settle.`);
  return {
    voucher: newest.voucher,
    fromSeq: session.fromSeq,
    fromSpent: session.fromSpent,
    cumulative: newest.receipt.cumulative,
    receiptHash: receiptHash(newest.receipt),
    signature: newest.voucherSignature,
  };
}

function mergePayouts(leaves: readonly SplitLeaf[]): Settlement["payouts"] {
  const sums = new Map<string, { to: Address; amount: bigint }>();
  for (const leaf of leaves) {
    const key = leaf.payee.toLowerCase();
    sums.set(key, { to: leaf.payee, amount: (sums.get(key)?.amount ?? 0n) + leaf.amount });
  }
  return [...sums.values()].sort((a, b) => (BigInt(a.to) < BigInt(b.to) ? -1 : 1));
}

function mergeAccruals(leaves: readonly SplitLeaf[]): Settlement["accruals"] {
  const sums = new Map<Hex, bigint>();
  for (const leaf of leaves) sums.set(leaf.ref, (sums.get(leaf.ref) ?? 0n) + leaf.amount);
  return [...sums]
    .map(([contributorId, amount]) => ({ contributorId, amount }))
    .sort((a, b) => (BigInt(a.contributorId) < BigInt(b.contributorId) ? -1 : 1));
}

/** keccak256 of the batch's data as canonical JSON: vouchers, receipts, both signatures and all leaves. */
export function batchDataHash(calls: readonly ServedCall[]): Hex {
  return keccak256(toBytes(canonicalize(toJson(calls)) ?? ""));
}

function toJson(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toJson(entry)]));
  }
  return value;
}

function payeeKey(leaf: SplitLeaf): string {
  return isUnbound(leaf) ? leaf.ref : leaf.payee.toLowerCase();
}

function bySessionId(a: DueSession, b: DueSession): number {
  return BigInt(a.sessionId) < BigInt(b.sessionId) ? -1 : 1;
}
