import "server-only";
import { z } from "zod";
import { isTerminal } from "@/lib/domain/training/run-machine";
import { bestOfSweep } from "@/lib/domain/training/sweep";
import { EvalReport } from "@/lib/schemas/training";
import { db } from "@/lib/server/db/prisma";

const Trained = z.object({ evalLoss: z.number().nullable() });

export type FoundSweep = { runIds: string[]; best: string | null; ended: boolean };

/** The runs that were started together with this one, and which of them is kept; null for a run by itself. */
export async function findSweep(sweepId: string | null): Promise<FoundSweep | null> {
  if (!sweepId) return null;
  const runs = await db().trainingRun.findMany({
    where: { sweepId },
    orderBy: { id: "asc" },
    select: { id: true, state: true, trainResult: true, evaluation: true },
  });
  const best = bestOfSweep(
    runs.map((run) => ({
      id: run.id,
      ended: isTerminal(run.state),
      kept: run.state === "SUCCEEDED" || run.state === "STOPPED",
      validationLoss: Trained.safeParse(run.trainResult).data?.evalLoss ?? null,
      testLoss: EvalReport.safeParse(run.evaluation).data?.tunedLoss ?? null,
    })),
  );
  return {
    runIds: runs.map((run) => run.id),
    best,
    ended: runs.every((run) => isTerminal(run.state)),
  };
}
