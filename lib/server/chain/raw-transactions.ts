import "server-only";
import type { Hex } from "viem";
import { logger } from "@/lib/server/http/logger";
import type { ChainContext } from "./chain-context";

export interface RawTransactionRow {
  chainId: number;
  hash: string;
  blockNumber: number;
  index: number;
  raw: string;
}

/** Raw bytes of every transaction in a range of the local chain, whoever sent it. */
export async function keepRawTransactions(
  context: ChainContext,
  from: number,
  to: number,
): Promise<RawTransactionRow[]> {
  const rows: RawTransactionRow[] = [];
  for (let number = from; number <= to; number++) {
    const block = await context.client.getBlock({ blockNumber: BigInt(number) });
    for (const [index, hash] of block.transactions.entries()) {
      const raw = (await context.client.request({
        method: "eth_getRawTransactionByHash",
        params: [hash],
      } as never)) as Hex | null;
      if (raw) rows.push({ chainId: context.book.chainId, hash, blockNumber: number, index, raw });
    }
  }
  return rows;
}

/**
 * Give a chain that came back younger what it lost, with the same bytes in the same order. What it refuses (its
 * nonce is used, its deadline is over) is logged and left out.
 */
export async function resubmitMissing(context: ChainContext, ancestor: number): Promise<void> {
  const lost = await context.db.chainRawTransaction.findMany({
    where: { chainId: context.book.chainId, blockNumber: { gt: ancestor } },
    orderBy: [{ blockNumber: "asc" }, { index: "asc" }],
  });
  for (const row of lost) {
    const known = await context.client.getTransaction({ hash: row.hash as Hex }).catch(() => null);
    if (known) continue;
    try {
      await context.client.sendRawTransaction({ serializedTransaction: row.raw as Hex });
    } catch (error) {
      logger.error({ hash: row.hash, error: String(error).slice(0, 300) }, "a lost transaction was refused");
    }
  }
  logger.warn({ transactions: lost.length, ancestor }, "gave the local chain its lost transactions again");
}
