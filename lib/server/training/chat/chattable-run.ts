import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { TrainingRun } from "@/lib/generated/prisma/client";
import { engineHealth } from "@/lib/server/inference/engine-client";

export type ChattableRun = TrainingRun & { adapterHash: string };

/** Only results that passed their checks are loaded: until then the weights are somebody's claim. @throws AppError */
export function asFinished(run: TrainingRun): ChattableRun {
  const { adapterHash } = run;
  if ((run.state !== "SUCCEEDED" && run.state !== "STOPPED") || !adapterHash)
    throw new AppError("precondition_failed", "The run has no finished result to talk to yet.");
  return { ...run, adapterHash };
}

/** The engine holds one base in memory. @throws AppError precondition_failed */
export async function checkServed(run: ChattableRun): Promise<string> {
  const { base } = await engineHealth();
  if (base !== run.baseModelId)
    throw new AppError(
      "precondition_failed",
      `The serving engine holds ${base}; this run was trained on ${run.baseModelId}. Export it, or start the engine with that base.`,
      { reason: "other_base" },
    );
  return base;
}
