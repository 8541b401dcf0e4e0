import "server-only";
import type { ChainContext } from "../chain-context";

/**
 * The local chain mines only when there is a transaction, and final trails two blocks behind: while a log or a sent
 * transaction waits for finality, one empty block a tick is mined.
 */
export async function mineUntilFinal(context: ChainContext): Promise<void> {
  const chainId = context.book.chainId;
  const log = await context.db.chainLog.findFirst({
    where: { chainId, tier: { not: "final" } },
    select: { id: true },
  });
  const sent = await context.db.chainIntent.findFirst({
    where: { chainId, state: { in: ["included", "safe"] } },
    select: { id: true },
  });
  if (!log && !sent) return;
  await context.client.request({ method: "evm_mine" } as never);
}
