import "server-only";
import type { Hex } from "viem";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { db } from "@/lib/server/db/prisma";

/** The contract compares with its block's time, which may trail this machine's. */
const MARGIN_S = 15;

/** Keeper step: after the dispute window, what a refused worker had claimed returns to the client, and its bond follows. */
export async function releaseContested(): Promise<void> {
  const due = await db().trainingRun.findMany({
    where: {
      contestedUntil: { lt: Math.floor(Date.now() / 1000) - MARGIN_S },
      OR: [{ contestedWei: { gt: 0 } }, { bondAtRisk: true }],
    },
    select: { escrowRunId: true, contestedWei: true, bondAtRisk: true },
  });
  for (const run of due) {
    const call = { lane: "relayer", contract: "TrainingEscrow", args: [run.escrowRunId as Hex] } as const;
    if (run.contestedWei.gt(0))
      await enqueueIntent(db(), {
        ...call,
        key: `escrow-release:${run.escrowRunId}`,
        functionName: "release",
      });
    if (run.bondAtRisk)
      await enqueueIntent(db(), {
        ...call,
        key: `escrow-slash:${run.escrowRunId}`,
        functionName: "slashBond",
      });
  }
}
