import "server-only";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { RunDevice } from "@/lib/schemas/compute";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { readDevice } from "@/lib/server/compute/read-device";
import { db } from "@/lib/server/db/prisma";

/** How busy the machine is that works on a run now: training, evaluating or indexing. @throws AppError not_found */
export async function getRunDevice(call: { actor: Actor; id: string }): Promise<z.infer<typeof RunDevice>> {
  const account = requireAccount(call.actor);
  const run = await db().trainingRun.findUnique({ where: { id: call.id } });
  if (!run || run.accountId !== account.id) throw new AppError("not_found", "There is no such run of yours.");
  const working = await db().attempt.findFirst({
    where: { endedAt: null, job: { runId: run.id, state: { in: ["LEASED", "RUNNING"] } } },
    include: { worker: true },
    orderBy: { startedAt: { sort: "desc", nulls: "last" } },
  });
  return { device: working ? readDevice(working.worker) : null };
}
