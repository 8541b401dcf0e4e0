import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { type AccountName, ledgerError, openAccount } from "./post-transfer";

/**
 * Set money aside before work begins.
 * @returns the hold's id; a known key gives its hold, whatever became of it
 * @throws LedgerOverdraftError when balance less held is below the amount
 */
export async function placeHold(
  tx: Tx,
  hold: { key: string; account: AccountName; amountWei: bigint; ref: string; expiresAt: Date },
): Promise<string> {
  const accountId = await openAccount(tx, hold.account);
  try {
    const [row] = await tx.$queryRaw<{ id: string }[]>`
      SELECT ledger_hold_place(${hold.key}, ${accountId}::bigint, ${hold.amountWei.toString()}::numeric, ${hold.ref},
        ${hold.expiresAt}) AS id`;
    if (!row) throw new Error(`ledger_hold_place gave no id for ${hold.key}`);
    return row.id;
  } catch (error) {
    throw ledgerError(error);
  }
}

/**
 * End a hold. The caller posts what was really used in the same transaction.
 * @returns false when it had ended before
 */
export async function endHold(tx: Tx, holdId: string, state: "posted" | "voided"): Promise<boolean> {
  const [row] = await tx.$queryRaw<
    { ended: boolean }[]
  >`SELECT ledger_hold_end(${holdId}, ${state}) AS ended`;
  return row?.ended ?? false;
}

/** Void every hold past its time. @returns how many */
export async function sweepHolds(tx: Tx, now: Date): Promise<number> {
  const late = await tx.ledgerHold.findMany({
    where: { state: "pending", expiresAt: { lt: now } },
    select: { id: true },
    take: 500,
  });
  let ended = 0;
  for (const hold of late) if (await endHold(tx, hold.id, "voided")) ended += 1;
  return ended;
}
