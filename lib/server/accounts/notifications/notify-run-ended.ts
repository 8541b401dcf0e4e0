import "server-only";
import type { NotificationBody, NotificationKind } from "@/lib/schemas/accounts";
import type { RunState } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";

const KINDS: Partial<Record<RunState, NotificationKind>> = {
  SUCCEEDED: "run_succeeded",
  STOPPED: "run_stopped",
  FAILED: "run_failed",
  CANCELLED: "run_cancelled",
};

/** Tells a run's owner that it ended, in the transaction that ends it: the inbox, and a message for every target. */
export async function notifyRunEnded(tx: Tx, runId: string, state: RunState): Promise<void> {
  const kind = KINDS[state];
  if (!kind) return;
  const run = await tx.trainingRun.findUniqueOrThrow({
    where: { id: runId },
    include: { snapshots: { include: { version: { include: { datanet: true } } } } },
  });
  const targets = await tx.notificationTarget.findMany({
    where: { accountId: run.accountId, removedAt: null, confirmedAt: { not: null } },
    select: { id: true },
  });
  const body: NotificationBody = {
    runId,
    base: run.baseModelId,
    data: run.snapshots.map(({ version }) => version.datanet.name).join(", "),
    step: run.step,
    steps: run.steps,
    reason: run.reason,
  };
  await tx.notification.create({
    data: {
      accountId: run.accountId,
      key: `run:${runId}:${state}`,
      kind,
      body,
      path: `/training/${runId}`,
      deliveries: { create: targets.map((target) => ({ targetId: target.id })) },
    },
  });
}
