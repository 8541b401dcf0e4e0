import "server-only";
import type { z } from "zod";
import type { Job } from "@/lib/generated/prisma/client";
import type { BeatBody } from "@/lib/schemas/jobs";
import type { Tx } from "@/lib/server/db/prisma";
import { appendEvent } from "./append-event";

/** One beat of a worker as events of its run. Called once per beat seq. */
export async function recordProgress(tx: Tx, job: Job, beat: z.infer<typeof BeatBody>): Promise<void> {
  if (!job.runId) return;
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: job.runId } });
  // Evaluation and index count their own steps; the run's are those of its training.
  const trains = job.kind === "train" && beat.steps > 0;
  const { step, steps } = trains ? beat : run;
  if (run.phase !== beat.phase) {
    await tx.trainingRun.update({ where: { id: run.id }, data: { phase: beat.phase } });
    await appendEvent(tx, run.id, { kind: "phase", phase: beat.phase, step, steps });
  }
  if (trains && (beat.points.length > 0 || step !== run.step)) {
    await tx.trainingRun.update({ where: { id: run.id }, data: { step, steps } });
    await appendEvent(tx, run.id, { kind: "metrics", points: beat.points, step, steps });
  }
  if (beat.samples.length > 0) await appendEvent(tx, run.id, { kind: "sample", samples: beat.samples });
  for (const text of beat.logs) await appendEvent(tx, run.id, { kind: "log", text });
}
