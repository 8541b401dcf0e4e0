import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { TrainingRun } from "@/lib/schemas/training";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { cancelRun } from "./cancel-run";
import { getTrainingRun } from "./get-training-run";
import { setRunState } from "./set-run-state";

/**
 * Stops a run. While it waits it is cancelled at once and costs nothing; while it runs the worker is told at its
 * next beat and either keeps what it has or throws it away.
 */
export async function stopTrainingRun(call: {
  actor: Actor;
  id: string;
  outcome: "keep" | "discard";
}): Promise<z.infer<typeof TrainingRun>> {
  const account = requireAccount(call.actor);
  const row = await db().trainingRun.findUnique({ where: { id: call.id } });
  if (!row || row.accountId !== account.id) throw new AppError("not_found", "There is no such run of yours.");
  await db().$transaction(async (tx) => {
    if (row.state === "FUNDING" || row.state === "QUEUED") {
      await tx.job.updateMany({
        where: { runId: row.id, state: "QUEUED" },
        data: { state: "CANCELLED", endedAt: new Date() },
      });
      if (await cancelRun(tx, row.id, "Cancelled before it started; nothing is charged.")) return;
    }
    const moved = await setRunState(tx, row.id, "STOPPING", { data: { stopOutcome: call.outcome } });
    if (!moved) throw new AppError("conflict", "The run is past the point where it can be stopped.");
    await tx.job.updateMany({
      where: { runId: row.id, kind: "train", state: { in: ["LEASED", "RUNNING"] } },
      data: { command: call.outcome === "keep" ? "save_and_stop" : "discard_and_stop" },
    });
  });
  return getTrainingRun({ actor: call.actor, id: call.id });
}
