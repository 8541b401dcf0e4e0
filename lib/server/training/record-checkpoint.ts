import "server-only";
import type { Tx } from "@/lib/server/db/prisma";
import { appendEvent } from "./append-event";

export async function recordCheckpoint(
  tx: Tx,
  checkpoint: {
    runId: string;
    attempt: number;
    step: number;
    kind: string;
    sha256: string;
    learningRate?: number | null;
  },
): Promise<void> {
  const { runId, attempt, step, kind, sha256 } = checkpoint;
  const key = { runId_attempt_step_kind: { runId, attempt, step, kind } };
  const known = await tx.checkpoint.findUnique({ where: key });
  const learningRate = checkpoint.learningRate ?? known?.learningRate ?? null;
  await tx.checkpoint.upsert({
    where: key,
    update: { sha256, learningRate },
    create: { runId, attempt, step, kind, sha256, learningRate },
  });
  if (!known && kind === "checkpoint") await appendEvent(tx, runId, { kind: "checkpoint", step, sha256 });
}
