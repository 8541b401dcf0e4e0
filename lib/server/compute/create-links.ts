import "server-only";
import { createHash, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import { serverEnv } from "@/lib/env/server-env";
import { AppError } from "@/lib/errors/app-error";
import type { Worker } from "@/lib/generated/prisma/client";
import type { Links } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";
import type { JobInputRef } from "@/lib/server/jobs/enqueue-job";
import { createBlobLink, LINK_SECONDS } from "@/lib/server/storage/blob-link";
import { isTrusted } from "@/lib/server/training/find-trainer";
import { getWorker } from "./get-worker";

function isEngine(request: Request): boolean {
  const given = createHash("sha256")
    .update(request.headers.get("authorization") ?? "")
    .digest();
  return timingSafeEqual(given, createHash("sha256").update(`Bearer ${serverEnv().MF_LINKS_TOKEN}`).digest());
}

/** An untrusted worker reaches the inputs of what it holds, and nothing else. @throws AppError forbidden */
async function checkReach(worker: Worker, hashes: string[]): Promise<void> {
  if (isTrusted(worker)) return;
  const held = await db().job.findMany({
    where: { attempts: { some: { workerId: worker.id, endedAt: null } } },
    select: { runId: true, inputs: true },
  });
  const states = await db().checkpoint.findMany({
    where: { runId: { in: held.flatMap(({ runId }) => runId ?? []) } },
    select: { sha256: true },
  });
  const reach = new Set([
    ...held.flatMap(({ inputs }) => (inputs as JobInputRef[]).map((input) => input.sha256)),
    ...states.map((state) => state.sha256),
  ]);
  if (!hashes.every((hash) => reach.has(hash)))
    throw new AppError("forbidden", "These bytes belong to no job that this worker holds.");
}

/** Links for ten minutes each. Whoever asks knows the hash already; the token says that it is one of ours. */
export async function createLinks(request: Request, hashes: string[]): Promise<z.infer<typeof Links>> {
  if (!isEngine(request)) await checkReach(await getWorker(request), hashes);
  return {
    links: hashes.map((sha256) => ({ sha256, url: createBlobLink("GET", sha256), expiresInS: LINK_SECONDS })),
  };
}
