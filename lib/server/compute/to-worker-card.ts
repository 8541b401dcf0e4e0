import "server-only";
import { reputation } from "@/lib/domain/compute/reputation";
import type { Worker } from "@/lib/generated/prisma/client";
import type { WorkerCard } from "@/lib/schemas/compute";
import { WorkerCapabilities, WorkerOffer } from "@/lib/schemas/jobs";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { WORKER_ONLINE_S } from "@/lib/server/jobs/tunables";

const DAY_MS = 86_400_000;

/** A machine with what its wallet's finished runs say about it: a replay that passed, or any refusal. */
export async function toWorkerCard(worker: Worker, actor: Actor): Promise<WorkerCard> {
  const caps = WorkerCapabilities.parse(worker.caps);
  const verdicts = await db().verification.findMany({
    where: { worker: { wallet: worker.wallet }, OR: [{ layer: "replay" }, { verdict: "refused" }] },
    select: { verdict: true, createdAt: true },
  });
  const passed = verdicts.filter((one) => one.verdict === "passed").length;
  return {
    id: worker.id,
    name: worker.name,
    wallet: worker.wallet,
    tier: worker.tier,
    online: worker.lastSeenAt.getTime() > Date.now() - WORKER_ONLINE_S * 1000,
    draining: worker.draining,
    mine: actor.account?.address.toLowerCase() === worker.wallet,
    device: caps.deviceName,
    cores: caps.cores,
    memoryBytes: caps.memoryBytes,
    gpuMemoryBytes: caps.gpuMemoryBytes,
    offer: WorkerOffer.parse(worker.offer),
    runsPassed: passed,
    runsRefused: verdicts.length - passed,
    reputation: reputation(
      verdicts.map((one) => ({
        passed: one.verdict === "passed",
        ageDays: (Date.now() - one.createdAt.getTime()) / DAY_MS,
      })),
    ),
  };
}
