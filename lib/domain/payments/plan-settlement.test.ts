import fc from "fast-check";
import { type Address, type Hex, keccak256, pad, toHex, zeroAddress, zeroHash } from "viem";
import { describe, expect, it } from "vitest";
import { type BatchLimits, type DueSession, planSettlement, type ServedCall } from "./plan-settlement";
import type { SplitLeaf } from "./split-leaves";

const limits: BatchLimits = {
  maxSessions: 150,
  maxPayees: 1000,
  maxReceipts: 4096,
  maxBatchTotal: 10n ** 24n,
};
const payee = (i: number): Address => pad(toHex(i + 1), { size: 20 });

function sessionOf(id: number, charges: readonly bigint[], payees: number, policyVersion = 1): DueSession {
  const sessionId = keccak256(toHex(`session ${id}`));
  let cumulative = 100n;
  const calls = charges.map((charge, i): ServedCall => {
    cumulative += charge;
    const leaves: SplitLeaf[] = [];
    let left = charge;
    for (let p = 0; p < payees && left > 0n; p++) {
      const amount = p === payees - 1 ? left : charge / BigInt(payees);
      if (amount > 0n) leaves.push({ kind: 3, ref: keccak256(toHex(`c${p}`)), payee: payee(id + p), amount });
      left -= amount;
    }
    const seq = BigInt(i + 6);
    return {
      voucher: { sessionId, seq, maxCumulative: cumulative, requestHash: zeroHash, prevReceipt: zeroHash },
      voucherSignature: "0x01",
      receipt: {
        sessionId,
        seq,
        voucherHash: zeroHash,
        responseHash: zeroHash,
        modelId: 1n,
        modelVersion: 1,
        priceId: 1,
        tokensIn: 1,
        tokensOut: 1,
        charge,
        cumulative,
        splitRoot: zeroHash,
        evidenceHash: zeroHash,
        servedAt: 1n,
      },
      receiptSignature: "0x02",
      leaves,
    };
  });
  return { sessionId, policyVersion, fromSeq: 5n, fromSpent: 100n, calls };
}

const ascending = (values: readonly Hex[]) =>
  values.every((value, i) => i === 0 || BigInt(values[i - 1] as Hex) < BigInt(value));

describe("planSettlement", () => {
  it("keeps in = out, order and every receipt exactly once, whatever the limits", () => {
    const charges = fc.array(fc.bigInt({ min: 0n, max: 1_000_000n }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(charges, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 7 }),
        (sessions, payees, maxSessions, maxReceipts) => {
          const due = sessions.map((list, i) => sessionOf(i, list, payees, 1 + (i % 2)));
          const batches = planSettlement(due, { ...limits, maxSessions, maxReceipts });
          const seen = new Set<string>();
          for (const { settlement, receipts, totalWei } of batches) {
            const charged = settlement.charges.reduce((sum, c) => sum + c.cumulative - c.fromSpent, 0n);
            const paid = settlement.payouts.reduce((sum, p) => sum + p.amount, 0n);
            expect(paid).toBe(charged);
            expect(totalWei).toBe(charged);
            expect(ascending(settlement.charges.map((c) => c.voucher.sessionId))).toBe(true);
            expect(ascending(settlement.payouts.map((p) => p.to))).toBe(true);
            expect(settlement.charges.length).toBeLessThanOrEqual(maxSessions);
            expect(receipts.length).toBeLessThanOrEqual(maxReceipts);
            for (const receipt of receipts) {
              const key = `${receipt.sessionId}/${receipt.seq}`;
              expect(seen.has(key)).toBe(false);
              seen.add(key);
            }
          }
          expect(seen.size).toBe(sessions.flat().length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("puts contributors without a wallet into accruals", () => {
    const session = sessionOf(1, [10n], 1);
    const [call] = session.calls as [ServedCall];
    const unbound = { ...call, leaves: call.leaves.map((leaf) => ({ ...leaf, payee: zeroAddress })) };
    const [batch] = planSettlement([{ ...session, calls: [unbound] }], limits);
    expect(batch?.settlement.payouts).toEqual([]);
    expect(batch?.settlement.accruals).toEqual([{ contributorId: call.leaves[0]?.ref, amount: 10n }]);
  });

  it("stops at a gap and at a broken sum", () => {
    const session = sessionOf(1, [5n, 6n, 7n], 2);
    const holed = { ...session, calls: [session.calls[0], session.calls[2]] as ServedCall[] };
    expect(() => planSettlement([holed], limits)).toThrow(/does not follow/);
    expect(() => planSettlement([{ ...session, fromSpent: 99n }], limits)).toThrow(/does not follow/);
  });
});
