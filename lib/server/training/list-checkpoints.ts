import "server-only";
import { RunCheckpoints } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { savedSteps } from "./checkpoint-weights";
import { getOwnRun } from "./find-export";

/** The step whose adapter is the run's result: the last one chosen, else the one the worker published. */
async function resultStep(runId: string): Promise<number | null> {
  const chosen = await db().checkpointChoice.findFirst({
    where: { runId, state: "done" },
    orderBy: { createdAt: "desc" },
  });
  if (chosen) return chosen.step;
  const published = await db().checkpoint.findFirst({
    where: { runId, kind: { startsWith: "checkpoint." } },
    orderBy: [{ attempt: "desc" }, { step: "desc" }],
  });
  return published?.step ?? null;
}

/** Saved steps of a run, which of them is its result, and how far the last choice of another is. @throws AppError not_found */
export async function listCheckpoints(call: { actor: Actor; id: string }): Promise<RunCheckpoints> {
  const run = await getOwnRun(call.actor, call.id);
  const choice = await db().checkpointChoice.findFirst({
    where: { runId: run.id },
    orderBy: { createdAt: "desc" },
  });
  return RunCheckpoints.parse({
    steps: await savedSteps(run.id),
    result: await resultStep(run.id),
    choice: choice && { step: choice.step, state: choice.state, reason: choice.reason },
  });
}
