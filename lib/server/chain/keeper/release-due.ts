import "server-only";
import type { Hex } from "viem";
import type { ChainContext } from "../chain-context";
import { enqueueIntent } from "../enqueue-intent";

/** Most sessions released in one transaction (41k gas each). */
const PER_TRANSACTION = 100;

/** The contract compares with its block's time, which may trail this machine's. */
const CLOCK_MARGIN_MS = 15_000;

/** Return what is left of sessions whose claim window is over to their users. */
export async function releaseDue(context: ChainContext): Promise<void> {
  const over = await context.db.spendingSession.findMany({
    where: {
      state: { in: ["open", "frozen", "expired"] },
      claimUntil: { lt: new Date(Date.now() - CLOCK_MARGIN_MS) },
    },
    orderBy: { sessionId: "asc" },
    take: PER_TRANSACTION,
    select: { sessionId: true },
  });
  for (const { sessionId } of over) {
    await enqueueIntent(context.db, {
      key: `release:${sessionId}`,
      lane: "relayer",
      contract: "InferenceMeter",
      functionName: "releaseSessions",
      args: [[sessionId as Hex]],
    });
  }
}
