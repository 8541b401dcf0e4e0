import "server-only";
import type { z } from "zod";
import type { JobSpec } from "@/lib/schemas/jobs";
import type { Tx } from "@/lib/server/db/prisma";
import { MAX_ATTEMPTS } from "./tunables";

export type JobInputRef = { role: string; sha256: string };

/** Which workers may take a job; without it only the operator's own and attested ones. */
export type Placement = {
  maxTier: number;
  bondWei: string;
  maxFeeWei: string;
  maxRateWei: string;
  preferred: string | null;
  excluded: string[];
};

/** Puts work on the queue inside the caller's transaction: the row is the truth, workers pull it. */
export async function enqueueJob(
  tx: Tx,
  job: {
    spec: z.infer<typeof JobSpec>;
    inputs: JobInputRef[];
    runId?: string;
    cacheKey?: string;
    placement?: Placement;
    shareBps?: number;
  },
): Promise<string> {
  const row = await tx.job.create({
    data: {
      kind: job.spec.kind,
      spec: job.spec,
      inputs: job.inputs,
      runId: job.runId ?? null,
      cacheKey: job.cacheKey ?? null,
      shareBps: job.shareBps ?? null,
      ...job.placement,
      maxAttempts: job.spec.kind === "preview" ? 1 : MAX_ATTEMPTS,
    },
  });
  return row.id;
}
