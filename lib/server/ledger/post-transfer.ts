import "server-only";
import { Prisma } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/server/db/prisma";

/**
 * The instance's book in double entry (PostgreSQL function `ledger_post`): the chain holds the money, this holds what
 * is known of it and what is in flight. Amounts are wei.
 */
export interface AccountName {
  /** Wallet address in lower case, or a system name such as `meter`. */
  owner: string;
  asset: "OPEN" | "trial";
  kind: string;
  /** Refuses to fall below what is held. Accounts that stand for the outside world have no floor. */
  noOverdraft: boolean;
}

export interface Leg {
  account: AccountName;
  amountWei: bigint;
}

export interface Transfer {
  /** Unique name of the fact; equal legs under a known key give the old id. */
  key: string;
  kind: string;
  ref: string;
  /** Sum zero per asset; legs of one account are merged. */
  legs: readonly Leg[];
}

/** The account lacks the money. */
export class LedgerOverdraftError extends Error {}
/** The key was used for another movement. */
export class LedgerKeyReusedError extends Error {}

/**
 * Post one balanced transfer in the caller's transaction.
 * @returns the transfer's id
 * @throws LedgerOverdraftError, LedgerKeyReusedError
 */
export async function postTransfer(tx: Tx, transfer: Transfer): Promise<bigint> {
  const ids: bigint[] = [];
  for (const leg of transfer.legs) ids.push(await openAccount(tx, leg.account));
  const amounts = transfer.legs.map((leg) => leg.amountWei.toString());
  try {
    const [row] = await tx.$queryRaw<{ id: bigint }[]>`
      SELECT ledger_post(${transfer.key}, ${transfer.kind}, ${transfer.ref},
        ${ids.map(String)}::text[]::bigint[], ${amounts}::text[]::numeric[]) AS id`;
    if (!row) throw new Error(`ledger_post gave no id for ${transfer.key}`);
    return row.id;
  } catch (error) {
    throw ledgerError(error);
  }
}

/** Id of an account, made at first use. */
export async function openAccount(tx: Tx, account: AccountName): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT ledger_open_account(${account.owner}, ${account.asset}, ${account.kind}, ${account.noOverdraft}) AS id`;
  if (!row) throw new Error(`ledger_open_account gave no id for ${account.owner}`);
  return row.id;
}

/** The error in our own words where the ledger refused by rule, else unchanged. */
export function ledgerError(error: unknown): unknown {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return error;
  const text = `${JSON.stringify(error.meta ?? {})} ${error.message}`;
  if (text.includes("LG004")) return new LedgerOverdraftError(error.message, { cause: error });
  if (text.includes("LG002")) return new LedgerKeyReusedError(error.message, { cause: error });
  return error;
}
