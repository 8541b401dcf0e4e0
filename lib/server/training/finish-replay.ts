import "server-only";
import type { z } from "zod";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import type { FinishBody, ReplayResult } from "@/lib/schemas/jobs";
import type { Tx } from "@/lib/server/db/prisma";
import { releaseRun } from "./continue-verification";
import { findTrainer } from "./find-trainer";
import { recordCheck } from "./record-check";
import { refuseWork } from "./refuse-work";

type Finding = NonNullable<z.infer<typeof ReplayResult>["finding"]>;

const SENTENCES: Record<Finding, string> = {
  checkpoint: "a checkpoint is not in the form of one",
  chain: "the losses and states do not lead to the chain head that the worker committed to",
  curve: "the reported curve is not the committed one",
  tokens: "the worker claimed other tokens than these rows have",
  weights: "the published weights are none of the committed states",
  rows: "training rows do not have the claimed loss",
  replay: "the replayed steps lead elsewhere",
};

/** The replay's verdict: the worker is paid and the run goes on, or its work is refused. */
export async function finishReplay(tx: Tx, job: Job, body: FinishBody, verifier: Worker): Promise<void> {
  if (body.result.kind !== "replay") return;
  const { result } = body;
  const runId = job.runId as string;
  const run = await tx.trainingRun.findUniqueOrThrow({ where: { id: runId } });
  const trainer = await findTrainer(tx, runId);
  if (!trainer || run.state !== "VERIFYING") return;
  const check = {
    runId,
    layer: "replay" as const,
    verifierId: verifier.id,
    shareBps: job.shareBps,
    seedBlock: run.submittedBlock === null ? null : run.submittedBlock + 1,
    seed: run.auditSeed,
    measured: result,
  };
  if (result.finding) {
    const sentence = `${trainer.worker.name}'s work was refused: at step ${result.at}, ${SENTENCES[result.finding]}.`;
    await refuseWork(tx, { ...check, worker: trainer.worker, sentence });
    return;
  }
  const steps = result.segments.reduce((sum, segment) => sum + segment.last - segment.first + 1, 0);
  const sentence = `Verified: ${steps} steps replayed and ${result.rows?.count ?? 0} training rows recomputed, all as ${trainer.worker.name} claimed.`;
  await recordCheck(tx, { ...check, workerId: trainer.workerId, verdict: "passed", sentence });
  await releaseRun(tx, runId);
}
