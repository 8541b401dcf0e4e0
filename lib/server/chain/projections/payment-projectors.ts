import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { CLEARING, creditAccount, earnedAccount, lockedAccount, WORLD } from "@/lib/server/ledger/accounts";
import { postTransfer } from "@/lib/server/ledger/post-transfer";
import { SETTLE_KEY } from "../settle-key";
import { type IndexedLog, integer, type Projector, struct, text } from "./projector";

/** A key that survives a reorg: the same transaction's same log is the same fact, in whatever block it stands. */
function factKey(log: IndexedLog): string {
  return `log:${log.chainId}:${log.txHash}:${log.ordinal}`;
}

/** The newest stored log of the session before this one, by event name. */
async function earlierLog(tx: Tx, log: IndexedLog, eventNames: string[]) {
  return tx.chainLog.findFirst({
    where: {
      chainId: log.chainId,
      contract: "InferenceMeter",
      eventName: { in: eventNames },
      OR: [
        { blockNumber: { lt: log.blockNumber } },
        { blockNumber: log.blockNumber, logIndex: { lt: log.logIndex } },
      ],
      args: { path: ["sessionId"], equals: text(log, "sessionId") },
    },
    orderBy: [{ blockNumber: "desc" }, { logIndex: "desc" }],
  });
}

async function spentBefore(tx: Tx, log: IndexedLog): Promise<{ seq: number; spentWei: bigint }> {
  const earlier = await earlierLog(tx, log, ["SessionCharged"]);
  const args = earlier?.args as { seq: string; spent: string } | undefined;
  return { seq: Number(args?.seq ?? 0), spentWei: BigInt(args?.spent ?? 0) };
}

async function capBefore(tx: Tx, log: IndexedLog): Promise<{ user: string; capWei: bigint } | null> {
  const opened = await earlierLog(tx, log, ["SessionOpened"]);
  if (!opened) return null;
  const { user, grant } = opened.args as { user: string; grant: { cap: string } };
  const frozen = await earlierLog(tx, log, ["SessionFrozen"]);
  const args = frozen?.args as { cap: string } | undefined;
  return { user, capWei: BigInt(args?.cap ?? grant.cap) };
}

/** Money that a log moved between a person's accounts. */
async function move(
  tx: Tx,
  log: IndexedLog,
  amountWei: bigint,
  from: Parameters<typeof postTransfer>[1]["legs"][number]["account"],
  to: typeof from,
): Promise<void> {
  if (amountWei === 0n) return;
  await postTransfer(tx, {
    key: factKey(log),
    kind: log.eventName,
    ref: log.txHash,
    legs: [
      { account: from, amountWei: -amountWei },
      { account: to, amountWei },
    ],
  });
}

/** Our row of the settlement that a transaction of ours carried; null for another operator's. */
async function settlementOf(tx: Tx, log: IndexedLog): Promise<string | null> {
  const attempt = await tx.chainAttempt.findUnique({
    where: { hash: log.txHash },
    select: { intent: { select: { key: true } } },
  });
  return attempt?.intent.key.startsWith(SETTLE_KEY) ? attempt.intent.key.slice(SETTLE_KEY.length) : null;
}

/** Sessions and settlements follow the meter's logs at once; the ledger's mirror follows when they are final. */
export const paymentProjectors: readonly Projector[] = [
  {
    contract: "InferenceMeter",
    events: ["Deposited"],
    final: (tx, log) => move(tx, log, integer(log, "amount"), WORLD, creditAccount(text(log, "user"))),
  },
  {
    contract: "InferenceMeter",
    events: ["Withdrawn"],
    final: (tx, log) => move(tx, log, integer(log, "amount"), creditAccount(text(log, "user")), WORLD),
  },
  {
    contract: "InferenceMeter",
    events: ["SessionOpened"],
    seen: async (tx, log) => {
      await tx.spendingSession.updateMany({
        where: { sessionId: text(log, "sessionId"), state: "opening" },
        data: {
          state: "open",
          txHash: log.txHash,
          claimUntil: new Date(Number(integer(log, "claimUntil")) * 1000),
        },
      });
    },
    undone: async (tx, log) => {
      await tx.spendingSession.updateMany({
        where: { sessionId: text(log, "sessionId"), state: "open" },
        data: { state: "opening" },
      });
    },
    final: (tx, log) => {
      const user = text(log, "user");
      return move(tx, log, integer(struct(log, "grant"), "cap"), creditAccount(user), lockedAccount(user));
    },
  },
  {
    contract: "InferenceMeter",
    events: ["SessionCharged"],
    seen: async (tx, log) => {
      await tx.spendingSession.updateMany({
        where: { sessionId: text(log, "sessionId") },
        data: { settledSeq: Number(integer(log, "seq")), spentWei: integer(log, "spent").toString() },
      });
    },
    undone: async (tx, log) => {
      const before = await spentBefore(tx, log);
      await tx.spendingSession.updateMany({
        where: { sessionId: text(log, "sessionId") },
        data: { settledSeq: before.seq, spentWei: before.spentWei.toString() },
      });
    },
    final: async (tx, log) => {
      const opened = await capBefore(tx, log);
      if (!opened) return;
      const { spentWei } = await spentBefore(tx, log);
      await move(tx, log, integer(log, "spent") - spentWei, lockedAccount(opened.user), CLEARING);
    },
  },
  {
    contract: "InferenceMeter",
    events: ["BatchSettled"],
    seen: async (tx, log) => {
      const batchId = await settlementOf(tx, log);
      if (!batchId) return;
      await tx.settlementBatch.updateMany({
        where: { id: batchId },
        data: { state: "seen", txHash: log.txHash, blockNumber: log.blockNumber },
      });
    },
    undone: async (tx, log) => {
      const batchId = await settlementOf(tx, log);
      if (!batchId) return;
      await tx.settlementBatch.updateMany({
        where: { id: batchId },
        data: { state: "sent", blockNumber: null },
      });
    },
    final: async (tx, log) => {
      const batchId = await settlementOf(tx, log);
      if (batchId) await tx.settlementBatch.updateMany({ where: { id: batchId }, data: { state: "final" } });
      const payouts = await tx.chainLog.findMany({
        where: {
          chainId: log.chainId,
          txHash: log.txHash,
          blockNumber: log.blockNumber,
          contract: "OpenToken",
          eventName: "Transfer",
        },
        orderBy: { logIndex: "asc" },
      });
      const legs = payouts.map((row) => {
        const args = row.args as { to: string; value: string };
        return { account: earnedAccount(args.to), amountWei: BigInt(args.value) };
      });
      const total = legs.reduce((sum, leg) => sum + leg.amountWei, 0n);
      if (total === 0n) return;
      await postTransfer(tx, {
        key: factKey(log),
        kind: log.eventName,
        ref: log.txHash,
        legs: [{ account: CLEARING, amountWei: -total }, ...legs],
      });
    },
  },
  {
    contract: "InferenceMeter",
    events: ["SessionFrozen"],
    seen: async (tx, log) => {
      await tx.spendingSession.updateMany({
        where: { sessionId: text(log, "sessionId"), state: { in: ["opening", "open", "expired"] } },
        data: {
          state: "frozen",
          capWei: integer(log, "cap").toString(),
          expiresAt: new Date(Number(integer(log, "expiry")) * 1000),
          claimUntil: new Date(Number(integer(log, "claimUntil")) * 1000),
        },
      });
    },
    final: async (tx, log) => {
      const before = await capBefore(tx, log);
      if (!before) return;
      // Only an API-key session's limit falls with a freeze; what it lost is free credit.
      const freedWei = before.capWei - integer(log, "cap");
      await move(tx, log, freedWei, lockedAccount(before.user), creditAccount(before.user));
    },
  },
  {
    contract: "InferenceMeter",
    events: ["SessionReleased"],
    seen: async (tx, log) => {
      await tx.spendingSession.updateMany({
        where: { sessionId: text(log, "sessionId") },
        data: { state: "released" },
      });
    },
    final: (tx, log) => {
      const user = text(log, "user");
      return move(tx, log, integer(log, "returned"), lockedAccount(user), creditAccount(user));
    },
  },
];
