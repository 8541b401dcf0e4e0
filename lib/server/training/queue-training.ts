import "server-only";
import { z } from "zod";
import { TrainingPlan } from "@/lib/schemas/training";
import type { Tx } from "@/lib/server/db/prisma";
import { enqueueJob } from "@/lib/server/jobs/enqueue-job";

export const StoredPlacement = z.object({
  maxTier: z.int(),
  bondWei: z.string(),
  maxFeeWei: z.string(),
  maxRateWei: z.string(),
  preferred: z.string().nullable(),
});
export type StoredPlacement = z.infer<typeof StoredPlacement>;

/**
 * Hands a run to the workers its plan was made for.
 * @param excluded wallets whose work on it was refused; the worker named by the plan is then no longer waited for
 */
export async function queueTraining(tx: Tx, runId: string, excluded: string[] = []): Promise<void> {
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  const plan = TrainingPlan.parse(run.plan);
  const placement = run.placement === null ? null : StoredPlacement.parse(run.placement);
  await enqueueJob(tx, {
    runId,
    spec: {
      kind: "train",
      runId,
      plan,
      planHash: run.planHash,
      datanets: plan.data.map((data) => data.snapshotRoot).sort(),
    },
    inputs: [
      { role: "rows", sha256: run.rowsTrain },
      ...(plan.start ? [{ role: "start", sha256: plan.start.weights }] : []),
    ],
    ...(placement && {
      placement: { ...placement, preferred: excluded.length ? null : placement.preferred, excluded },
    }),
  });
}
