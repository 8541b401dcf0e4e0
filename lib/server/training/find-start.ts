import "server-only";
import { randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors/app-error";
import { type TrainingInput, TrainingPlan, type TrainingSettings } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { checkpointWeights } from "./checkpoint-weights";
import { getOwnRun } from "./find-export";

/** What decides names and shapes of an adapter's matrices and how they act. */
const FORM = ["rank", "alpha", "rslora", "dora"] as const;

type Start = { plan: NonNullable<TrainingPlan["start"]>; splitSecret: string };

/**
 * The step that a run goes on from. It has to train on the same rows with the same ones held out: otherwise rows that
 * shaped the adapter would be missing from attribution, or be asked as if they had never been seen.
 * @throws AppError not_found | precondition_failed
 */
export async function findStart(call: {
  actor: Actor;
  start: NonNullable<TrainingInput["start"]>;
  baseModelId: string;
  settings: TrainingSettings;
  snapshotRoots: string[];
}): Promise<Start> {
  const run = await getOwnRun(call.actor, call.start.runId);
  if (run.state !== "SUCCEEDED" && run.state !== "STOPPED")
    throw new AppError(
      "precondition_failed",
      "Only steps of a completed run were checked. Choose another run.",
    );
  const plan = TrainingPlan.parse(run.plan);
  const refuse = (what: string) =>
    new AppError("precondition_failed", `The run it goes on from has ${what}. Keep that, or start afresh.`, {
      reason: "start",
    });
  if (plan.base.id !== call.baseModelId) throw refuse(`the base model ${plan.base.id}`);
  const roots = plan.data.map((data) => data.snapshotRoot);
  if (JSON.stringify([...roots].sort()) !== JSON.stringify([...call.snapshotRoots].sort()))
    throw refuse("other data");
  const other = FORM.find((key) => plan.settings[key] !== call.settings[key]);
  if (other) throw refuse(`${other} ${plan.settings[other]}`);
  const weights = await checkpointWeights(run.id, call.start.step);
  const draw = randomBytes(32).toString("hex");
  return {
    plan: { planHash: run.planHash, step: call.start.step, weights, draw },
    splitSecret: run.splitSecret,
  };
}
