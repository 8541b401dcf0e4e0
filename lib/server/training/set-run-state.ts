import "server-only";
import { isTerminal, mayFollow } from "@/lib/domain/training/run-machine";
import type { Prisma } from "@/lib/generated/prisma/client";
import { RunState } from "@/lib/schemas/training";
import { notifyRunEnded } from "@/lib/server/accounts/notifications/notify-run-ended";
import type { Tx } from "@/lib/server/db/prisma";
import { appendEvent } from "./append-event";

/**
 * Moves a run along its state machine and tells the page.
 * @returns false when the run already left every state from which `to` may follow; nothing was written then
 */
export async function setRunState(
  tx: Tx,
  runId: string,
  to: RunState,
  more: { reason?: string | null; data?: Prisma.TrainingRunUpdateInput } = {},
): Promise<boolean> {
  const from = RunState.options.filter((state) => mayFollow(state, to));
  const end = isTerminal(to);
  const { count } = await tx.trainingRun.updateMany({
    where: { id: runId, state: { in: from } },
    data: {
      state: to,
      ...(more.reason !== undefined && { reason: more.reason }),
      ...(end && { endedAt: new Date(), phase: null }),
      ...(more.data as Prisma.TrainingRunUpdateManyMutationInput),
    },
  });
  if (count !== 1) return false;
  await appendEvent(tx, runId, { kind: "state", state: to, reason: more.reason ?? null });
  if (end) {
    await appendEvent(tx, runId, { kind: "end", state: to });
    await notifyRunEnded(tx, runId, to);
  }
  return true;
}
