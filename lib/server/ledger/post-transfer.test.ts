import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";
import { creditAccount, lockedAccount, WORLD } from "./accounts";
import { checkLedger } from "./check-ledger";
import { endHold, placeHold, sweepHolds } from "./hold";
import { LedgerKeyReusedError, LedgerOverdraftError, openAccount, postTransfer } from "./post-transfer";

let stack: ChainStack;
let db: PrismaClient;

beforeAll(async () => {
  stack = await startChainStack();
  db = (await import("@/lib/server/db/prisma")).db();
}, 120_000);
afterAll(() => stack?.stop());

const person = (i: number) => `0x${i.toString(16).padStart(40, "0")}`;
const fund = (key: string, owner: string, amountWei: bigint) =>
  postTransfer(db, {
    key,
    kind: "Deposited",
    ref: "test",
    legs: [
      { account: WORLD, amountWei: -amountWei },
      { account: creditAccount(owner), amountWei },
    ],
  });

async function balanceOf(owner: string): Promise<bigint> {
  const id = await openAccount(db, creditAccount(owner));
  return BigInt((await db.ledgerAccount.findUniqueOrThrow({ where: { id } })).balance.toFixed(0));
}

describe("postTransfer", () => {
  it("posts once per key, whatever the order of the legs", async () => {
    const first = await fund("once", person(1), 100n);
    expect(await fund("once", person(1), 100n)).toBe(first);
    await expect(fund("once", person(1), 101n)).rejects.toThrow(LedgerKeyReusedError);
    expect(await balanceOf(person(1))).toBe(100n);
  });

  it("refuses an overdraft, an unbalanced transfer and nothing at all", async () => {
    const [a, b] = [creditAccount(person(2)), creditAccount(person(3))];
    const post = (legs: Parameters<typeof postTransfer>[1]["legs"]) =>
      postTransfer(db, { key: `bad:${Math.random()}`, kind: "test", ref: "test", legs });
    await fund("two", person(2), 10n);
    await expect(
      post([
        { account: a, amountWei: -11n },
        { account: b, amountWei: 11n },
      ]),
    ).rejects.toThrow(LedgerOverdraftError);
    await expect(post([{ account: a, amountWei: 5n }])).rejects.toThrow();
    await expect(
      post([
        { account: a, amountWei: 5n },
        { account: a, amountWei: -5n },
      ]),
    ).rejects.toThrow();
    expect(await balanceOf(person(2))).toBe(10n);
    expect(await balanceOf(person(3))).toBe(0n);
  });

  it("keeps a hold out of reach until it ends", async () => {
    const account = creditAccount(person(4));
    await fund("four", person(4), 10n);
    const hold = {
      key: "hold",
      account,
      amountWei: 8n,
      ref: "call",
      expiresAt: new Date(Date.now() + 60_000),
    };
    const id = await placeHold(db, hold);
    expect(await placeHold(db, hold)).toBe(id);
    await expect(placeHold(db, { ...hold, key: "second", amountWei: 3n })).rejects.toThrow(
      LedgerOverdraftError,
    );
    const spend = (key: string) =>
      postTransfer(db, {
        key,
        kind: "spend",
        ref: "call",
        legs: [
          { account, amountWei: -5n },
          { account: WORLD, amountWei: 5n },
        ],
      });
    await expect(spend("too early")).rejects.toThrow(LedgerOverdraftError);
    await db.$transaction(async (tx) => {
      expect(await endHold(tx, id, "posted")).toBe(true);
      await postTransfer(tx, {
        key: "spent",
        kind: "spend",
        ref: "call",
        legs: [
          { account, amountWei: -5n },
          { account: WORLD, amountWei: 5n },
        ],
      });
    });
    expect(await endHold(db, id, "voided")).toBe(false);
    expect(await balanceOf(person(4))).toBe(5n);
  });

  it("voids holds past their time", async () => {
    await fund("five", person(5), 10n);
    const expiresAt = new Date(Date.now() - 1_000);
    await placeHold(db, {
      key: "late",
      account: creditAccount(person(5)),
      amountWei: 10n,
      ref: "call",
      expiresAt,
    });
    expect(await sweepHolds(db, new Date())).toBe(1);
    expect(await sweepHolds(db, new Date())).toBe(0);
    expect(await checkLedger(db)).toEqual([]);
  });

  it("conserves money under parallel transfers, doubled keys and overdrafts", async () => {
    for (let i = 10; i < 15; i++) await fund(`start:${i}`, person(i), 1_000n);
    const move = fc.record({
      from: fc.integer({ min: 10, max: 14 }),
      to: fc.integer({ min: 10, max: 14 }),
      amount: fc.bigInt({ min: 1n, max: 900n }),
      key: fc.integer({ min: 0, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 25 }), fc.uuid(), async (moves, run) => {
        await Promise.all(
          moves.map(({ from, to, amount, key }) =>
            postTransfer(db, {
              key: `${run}:${key}`,
              kind: "move",
              ref: "test",
              legs: [
                { account: creditAccount(person(from)), amountWei: -amount },
                { account: lockedAccount(person(to)), amountWei: amount },
              ],
            }).catch((error) => {
              if (!(error instanceof LedgerOverdraftError || error instanceof LedgerKeyReusedError))
                throw error;
            }),
          ),
        );
        expect(await checkLedger(db)).toEqual([]);
      }),
      { numRuns: 12 },
    );
    const negative = await db.ledgerAccount.count({ where: { noOverdraft: true, balance: { lt: 0 } } });
    expect(negative).toBe(0);
  }, 60_000);
});
