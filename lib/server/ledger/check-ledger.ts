import "server-only";
import type { Tx } from "@/lib/server/db/prisma";

/** One broken rule of the book. */
export interface LedgerViolation {
  rule: "unbalanced_transfer" | "balance_is_not_sum" | "version_is_not_count" | "held_is_not_sum";
  subject: string;
}

/** Invariant R1: money is conserved. Empty when the book is sound. */
export async function checkLedger(tx: Tx): Promise<LedgerViolation[]> {
  return tx.$queryRaw<LedgerViolation[]>`
    SELECT 'unbalanced_transfer' AS rule, t.id || ' ' || a.asset AS subject
      FROM ledger_transfer t JOIN ledger_entry e ON e.transfer_id = t.id JOIN ledger_account a ON a.id = e.account_id
     GROUP BY t.id, a.asset HAVING sum(e.amount) <> 0
    UNION ALL
    SELECT 'balance_is_not_sum', a.id::text FROM ledger_account a LEFT JOIN ledger_entry e ON e.account_id = a.id
     GROUP BY a.id HAVING a.balance <> coalesce(sum(e.amount), 0)
    UNION ALL
    SELECT 'version_is_not_count', a.id::text FROM ledger_account a LEFT JOIN ledger_entry e ON e.account_id = a.id
     GROUP BY a.id HAVING a.version <> count(e.version)
    UNION ALL
    SELECT 'held_is_not_sum', a.id::text
      FROM ledger_account a LEFT JOIN ledger_hold h ON h.account_id = a.id AND h.state = 'pending'
     GROUP BY a.id HAVING a.held <> coalesce(sum(h.amount), 0)`;
}
