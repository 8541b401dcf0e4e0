import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Job, TrainingRun } from "@/lib/generated/prisma/client";
import { FinishBody } from "@/lib/schemas/jobs";
import type { ExportPack } from "@/lib/schemas/training";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";

const ENDED_BADLY = ["FAILED", "CANCELLED", "DEAD"];

/** A run whose result is another step later has another pack. */
export const exportKey = (run: Pick<TrainingRun, "id" | "adapterHash">): string =>
  `export:${run.id}:${run.adapterHash}`;

/** One's own run. @throws AppError not_found */
export async function getOwnRun(actor: Actor, id: string): Promise<TrainingRun> {
  const account = requireAccount(actor);
  const run = await db().trainingRun.findUnique({ where: { id } });
  if (!run || run.accountId !== account.id) throw new AppError("not_found", "There is no such run of yours.");
  return run;
}

/** The newest attempt at a run's pack. */
export async function findExportJob(run: Pick<TrainingRun, "id" | "adapterHash">): Promise<Job | null> {
  return db().job.findFirst({ where: { cacheKey: exportKey(run) }, orderBy: { queuedAt: "desc" } });
}

export function toExportPack(job: Job | null): ExportPack {
  if (!job) return { state: "none", reason: null, result: null };
  if (ENDED_BADLY.includes(job.state))
    return { state: "failed", reason: job.errorDetail ?? "The worker gave no reason.", result: null };
  if (job.state !== "SUCCEEDED") return { state: "making", reason: null, result: null };
  const result = FinishBody.shape.result.parse(job.result);
  return { state: "ready", reason: null, result: result.kind === "export" ? result : null };
}

/** How far a run's export pack is. @throws AppError not_found */
export async function findExport(call: { actor: Actor; id: string }): Promise<ExportPack> {
  const run = await getOwnRun(call.actor, call.id);
  return toExportPack(await findExportJob(run));
}
