import "server-only";
import { z } from "zod";
import { type EarlierRun, PATIENCE } from "@/lib/domain/training/expected-run";
import { TrainingPlan, type TrainingSettings } from "@/lib/schemas/training";
import { db } from "@/lib/server/db/prisma";

/** What a trainer reported at the end of a run. */
const Trained = z.object({ step: z.int(), steps: z.int(), tokens: z.number(), seconds: z.number() });
const TAKEN = 30;

export type EndedRun = EarlierRun & {
  earlyStop: boolean;
  /** Trained on at least one of the plan's Datanets. */
  sameData: boolean;
  tokens: number;
  settings: TrainingSettings;
  /** From the worker's start to the end of the checks, as its owner waits. */
  seconds: number;
};

/** The newest runs of a base that went to their own end: nobody stopped them, no worker was lost on the way. */
export async function findEarlierRuns(
  baseModelId: string,
  datanetKeys: readonly string[],
): Promise<EndedRun[]> {
  const runs = await db().trainingRun.findMany({
    where: { baseModelId, state: "SUCCEEDED", stopOutcome: null, startedAt: { not: null } },
    orderBy: { createdAt: "desc" },
    take: TAKEN,
    select: { plan: true, trainResult: true, startedAt: true, endedAt: true, jobs: { where: { kind: "train" } } },
  }); // biome-ignore format: one line a clause
  return runs.flatMap((run) => {
    const plan = TrainingPlan.safeParse(run.plan).data;
    const trained = Trained.safeParse(run.trainResult).data;
    if (!plan || !trained || !run.startedAt || !run.endedAt || run.jobs.some((job) => job.attempt > 1))
      return [];
    const { epochs, evaluations, earlyStop } = plan.settings;
    return [
      {
        step: trained.step,
        steps: trained.steps,
        epochs,
        evaluations,
        earlyStop: earlyStop && plan.rows.validation > 0 && evaluations > PATIENCE,
        sameData: plan.data.some((data) => datanetKeys.includes(data.datanetKey)),
        tokens: trained.tokens,
        settings: plan.settings,
        seconds: (run.endedAt.getTime() - run.startedAt.getTime()) / 1000,
      },
    ];
  });
}
