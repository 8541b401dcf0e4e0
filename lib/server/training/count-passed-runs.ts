import "server-only";
import type { Tx } from "@/lib/server/db/prisma";

/** Runs of this wallet that passed every check since its last refusal. */
export async function countPassedRuns(tx: Tx, wallet: string): Promise<number> {
  const refusal = await tx.verification.findFirst({
    where: { worker: { wallet }, verdict: "refused" },
    orderBy: { createdAt: "desc" },
  });
  return tx.verification.count({
    where: {
      worker: { wallet },
      layer: "replay",
      verdict: "passed",
      ...(refusal && { createdAt: { gt: refusal.createdAt } }),
    },
  });
}
