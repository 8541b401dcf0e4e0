import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import type { ContractName } from "../address-book-file";

/** A decoded log as projections read it. Integers are decimal strings, structs are objects. */
export interface IndexedLog {
  chainId: number;
  blockNumber: number;
  /** Unix seconds of its block. */
  timestamp: number;
  txHash: string;
  logIndex: number;
  /** Place among our logs of its transaction. */
  ordinal: number;
  contract: ContractName;
  eventName: string;
  args: Readonly<Record<string, unknown>>;
}

/**
 * One reader of logs. `seen` runs when the log is in a block, in the transaction that stores it, and must be
 * idempotent: after a reorg the same log comes again. `undone` takes back what a dropped log wrote, where leaving it
 * would be wrong. `final` runs once, when the block is final; money is booked there and nowhere else.
 */
export interface Projector {
  contract: ContractName;
  events: readonly string[];
  seen?: (tx: Tx, log: IndexedLog) => Promise<void>;
  undone?: (tx: Tx, log: IndexedLog) => Promise<void>;
  final?: (tx: Tx, log: IndexedLog) => Promise<void>;
}

/** A log's argument as text: addresses and hashes as they came. */
export function text(log: IndexedLog, name: string): string {
  return String(log.args[name]);
}

/** A log's integer argument. */
export function integer(log: IndexedLog, name: string): bigint {
  return BigInt(String(log.args[name]));
}

/** A log's struct argument, read like a log. */
export function struct(log: IndexedLog, name: string): IndexedLog {
  return { ...log, args: log.args[name] as Record<string, unknown> };
}
