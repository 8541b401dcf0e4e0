import "server-only";
import { type Address, type Hex, parseEventLogs } from "viem";
import type { ChainLog } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/server/db/prisma";
import { logger } from "@/lib/server/http/logger";
import type { ContractName } from "./address-book-file";
import type { ChainContext } from "./chain-context";
import { chainTiers } from "./chain-tiers";
import { CONTRACT_ABIS } from "./contract-abis";
import type { IndexedLog, Projector } from "./projections/projector";
import { keepRawTransactions, resubmitMissing } from "./raw-transactions";
import { LOCAL_CHAIN_ID } from "./tunables";

/** The chain left a block that was final. Somebody has to look before anything is read on. */
export class DeepReorgError extends Error {}

/** Name of the advisory lock under which logs are stored: two indexers take turns. */
const LOCK = 7_001;

interface FoundLog {
  address: Address;
  contract: ContractName;
  eventName: string;
  args: unknown;
  blockNumber: number;
  blockHash: Hex;
  logIndex: number;
  ordinal: number;
  txHash: Hex;
}

interface Header {
  number: number;
  hash: Hex;
  parentHash: Hex;
  timestamp: number;
}

/**
 * One tick of the indexer: walk back over what a reorg dropped, read the next range, store logs and projections and
 * the cursor in one transaction, then apply what has become final. Ingesting twice is ingesting once.
 * @returns whether there was anything to do
 * @throws DeepReorgError when the chain left a final block (never on the local chain, which is restored instead)
 */
export async function ingestLogs(context: ChainContext, projectors: readonly Projector[]): Promise<boolean> {
  const cursor = await readCursor(context);
  const tiers = await chainTiers(context);
  const ancestor = await commonAncestor(context, cursor.read, tiers.head);
  if (ancestor < cursor.read) {
    await recover(context, projectors, ancestor, cursor.final);
    return true;
  }
  const to = Math.min(tiers.head, cursor.read + context.tunables.maxBlockRange);
  const read = to > cursor.read ? await readRange(context, projectors, cursor.read + 1, to) : false;
  const applied = await applyFinal(context, projectors, Math.min(tiers.final, to));
  return read || applied;
}

async function readCursor(context: ChainContext): Promise<{ read: number; final: number }> {
  const chainId = context.book.chainId;
  const before = context.book.startBlock - 1;
  const row = await context.db.chainCursor.findUnique({ where: { chainId } });
  return row ?? context.db.chainCursor.create({ data: { chainId, read: before, final: before } });
}

/** Highest block that chain and database agree on. */
async function commonAncestor(context: ChainContext, read: number, head: number): Promise<number> {
  const { db, client, book } = context;
  let at = read;
  while (true) {
    const stored = await db.chainBlock.findFirst({
      where: { chainId: book.chainId, number: { lte: at } },
      orderBy: { number: "desc" },
    });
    if (!stored) return Math.min(read, head, book.startBlock - 1);
    if (stored.number <= head) {
      const block = await client.getBlock({ blockNumber: BigInt(stored.number) });
      // Headers in between were not stored because they held nothing of ours; the read height stands.
      if (block.hash === stored.hash) return at === read && head >= read ? read : stored.number;
    }
    at = stored.number - 1;
  }
}

/** Drop what the chain no longer holds and take back what it had caused. */
async function recover(
  context: ChainContext,
  projectors: readonly Projector[],
  ancestor: number,
  final: number,
): Promise<void> {
  const { book } = context;
  const local = book.chainId === LOCAL_CHAIN_ID;
  if (ancestor < final && !local) {
    throw new DeepReorgError(`The chain left block ${final}, which was final; common ancestor ${ancestor}.`);
  }
  logger.warn({ ancestor, final }, local ? "the local chain came back younger" : "reorg: walking back");
  // Before the rows go: the same bytes go in again in their old order, and the same logs will be read again.
  if (local) await resubmitMissing(context, ancestor);
  await lockedTransaction(context, async (tx) => {
    const dropped = await tx.chainLog.findMany({
      where: { chainId: book.chainId, blockNumber: { gt: ancestor } },
      orderBy: [{ blockNumber: "desc" }, { logIndex: "desc" }],
      include: { block: true },
    });
    for (const row of dropped) {
      for (const projector of readersOf(projectors, row))
        await projector.undone?.(tx, toIndexed(row, row.block.timestamp));
      await tx.chainLog.delete({ where: { id: row.id } });
    }
    await tx.chainBlock.deleteMany({ where: { chainId: book.chainId, number: { gt: ancestor } } });
    await tx.chainCursor.update({
      where: { chainId: book.chainId },
      data: { read: ancestor, final: Math.min(ancestor, final) },
    });
  });
}

async function readRange(
  context: ChainContext,
  projectors: readonly Projector[],
  from: number,
  to: number,
): Promise<boolean> {
  const { db, book } = context;
  const logs = await fetchLogs(context, from, to);
  // A block without logs of ours is stored only at the end of the range, as the anchor of the next reorg check.
  const headers = await fetchHeaders(context, new Set([...logs.map((log) => log.blockNumber), to]));
  const consistent = logs.every((log) => headers.get(log.blockNumber)?.hash === log.blockHash);
  if (!consistent) return true; // A reorg between two requests: the next tick reads again.
  const raw = book.chainId === LOCAL_CHAIN_ID ? await keepRawTransactions(context, from, to) : [];

  await lockedTransaction(context, async (tx) => {
    const cursor = await tx.chainCursor.findUniqueOrThrow({ where: { chainId: book.chainId } });
    if (cursor.read !== from - 1) return; // Another indexer was here.
    await tx.chainBlock.createMany({
      data: [...headers.values()].map((header) => ({ chainId: book.chainId, ...header })),
      skipDuplicates: true,
    });
    // A transaction that came back after a reorg stands in another block now.
    await tx.chainRawTransaction.deleteMany({
      where: { chainId: book.chainId, hash: { in: raw.map((transaction) => transaction.hash) } },
    });
    await tx.chainRawTransaction.createMany({ data: raw });
    for (const log of logs) {
      const row = await tx.chainLog.create({
        data: {
          chainId: book.chainId,
          blockNumber: log.blockNumber,
          blockHash: log.blockHash,
          logIndex: log.logIndex,
          ordinal: log.ordinal,
          txHash: log.txHash,
          contract: log.contract,
          eventName: log.eventName,
          args: toJson(log.args) as object,
        },
      });
      const indexed = toIndexed(row, headers.get(log.blockNumber)?.timestamp ?? 0);
      for (const projector of readersOf(projectors, row)) await projector.seen?.(tx, indexed);
    }
    await tx.chainCursor.update({ where: { chainId: book.chainId }, data: { read: to } });
  });
  await db.chainBlock.deleteMany({
    // Far below finality no header is compared any more, and blocks with logs stay for their timestamps.
    where: { chainId: book.chainId, number: { lt: to - 5_000 }, logs: { none: {} } },
  });
  return true;
}

async function fetchLogs(context: ChainContext, from: number, to: number): Promise<FoundLog[]> {
  const names = new Map<string, ContractName>(
    Object.entries(context.book.contracts).map(([name, entry]) => [
      entry.address.toLowerCase(),
      name as ContractName,
    ]),
  );
  let size = to - from + 1;
  const found: FoundLog[] = [];
  for (let start = from; start <= to; ) {
    const end = Math.min(to, start + size - 1);
    try {
      const logs = await context.client.getLogs({
        address: Object.values(context.book.contracts).map((entry) => entry.address),
        fromBlock: BigInt(start),
        toBlock: BigInt(end),
      });
      const places = new Map<string, number>();
      for (const log of logs) {
        const contract = names.get(log.address.toLowerCase());
        const [event] = contract ? parseEventLogs({ abi: CONTRACT_ABIS[contract], logs: [log] }) : [];
        const ordinal = places.get(log.transactionHash) ?? 0;
        places.set(log.transactionHash, ordinal + 1);
        if (!contract || !event) continue;
        found.push({
          address: log.address,
          contract,
          eventName: event.eventName,
          args: event.args,
          blockNumber: Number(log.blockNumber),
          blockHash: log.blockHash,
          logIndex: log.logIndex,
          ordinal,
          txHash: log.transactionHash,
        });
      }
      start = end + 1;
    } catch (error) {
      if (size === 1) throw error;
      size = Math.ceil(size / 2);
    }
  }
  return found;
}

async function fetchHeaders(context: ChainContext, numbers: Set<number>): Promise<Map<number, Header>> {
  const headers = new Map<number, Header>();
  for (const number of numbers) {
    const block = await context.client.getBlock({ blockNumber: BigInt(number) });
    headers.set(number, {
      number,
      hash: block.hash,
      parentHash: block.parentHash,
      timestamp: Number(block.timestamp),
    });
  }
  return headers;
}

/** Book what is final, in chain order; money moves in the ledger here and nowhere else. */
async function applyFinal(
  context: ChainContext,
  projectors: readonly Projector[],
  final: number,
): Promise<boolean> {
  const { db, book } = context;
  const waiting = await db.chainLog.findFirst({
    where: { chainId: book.chainId, tier: { not: "final" }, blockNumber: { lte: final } },
    select: { id: true },
  });
  if (!waiting) return false;
  await lockedTransaction(context, async (tx) => {
    const rows = await tx.chainLog.findMany({
      where: { chainId: book.chainId, tier: { not: "final" }, blockNumber: { lte: final } },
      orderBy: [{ blockNumber: "asc" }, { logIndex: "asc" }],
      include: { block: true },
      take: 1_000,
    });
    for (const row of rows) {
      for (const projector of readersOf(projectors, row))
        await projector.final?.(tx, toIndexed(row, row.block.timestamp));
    }
    await tx.chainLog.updateMany({
      where: { id: { in: rows.map((row) => row.id) } },
      data: { tier: "final" },
    });
    const last = rows.at(-1);
    if (last)
      await tx.chainCursor.update({ where: { chainId: book.chainId }, data: { final: last.blockNumber } });
  });
  return true;
}

async function lockedTransaction(context: ChainContext, work: (tx: Tx) => Promise<void>): Promise<void> {
  await context.db.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::int, ${context.book.chainId}::int)`;
      await work(tx);
    },
    { timeout: 60_000 },
  );
}

function readersOf(projectors: readonly Projector[], row: ChainLog): Projector[] {
  return projectors.filter(
    (projector) => projector.contract === row.contract && projector.events.includes(row.eventName),
  );
}

function toIndexed(row: ChainLog, timestamp: number): IndexedLog {
  return {
    chainId: row.chainId,
    blockNumber: row.blockNumber,
    timestamp,
    txHash: row.txHash,
    logIndex: row.logIndex,
    ordinal: row.ordinal,
    contract: row.contract as ContractName,
    eventName: row.eventName,
    args: row.args as Record<string, unknown>,
  };
}

function toJson(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toJson(entry)]));
  }
  return value;
}
