import "server-only";
import type { Attempt, Worker } from "@/lib/generated/prisma/client";
import type { Tx } from "@/lib/server/db/prisma";

/** The attempt that finished a run's training, with its worker; refused attempts do not count. */
export async function findTrainer(tx: Tx, runId: string): Promise<(Attempt & { worker: Worker }) | null> {
  return tx.attempt.findFirst({
    where: { job: { runId, kind: "train" }, outcome: { in: ["succeeded", "stopped"] } },
    orderBy: { endedAt: "desc" },
    include: { worker: true },
  });
}

/** Tiers 0 and 1 are the operator's own or attested: they see all rows and judge others' work. */
export function isTrusted(worker: { tier: number }): boolean {
  return worker.tier <= 1;
}
