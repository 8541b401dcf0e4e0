import "server-only";
import { falseHeldOutClaim } from "@/lib/domain/compute/held-out-claim";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import { FinishBody } from "@/lib/schemas/jobs";
import type { Tx } from "@/lib/server/db/prisma";
import { appendEvent } from "./append-event";
import { continueVerification } from "./continue-verification";
import { findTrainer, isTrusted } from "./find-trainer";
import { recordCheck } from "./record-check";
import { refuseWork } from "./refuse-work";

/** The result was measured on held-out rows; an untrusted worker's own figures must agree with it. */
export async function finishEvaluate(tx: Tx, job: Job, body: FinishBody, verifier: Worker): Promise<void> {
  if (body.result.kind !== "evaluate") return;
  const runId = job.runId as string;
  const { report, validation } = body.result;
  const run = await tx.trainingRun.update({
    where: { id: runId },
    data: { evaluation: { ...report, ...(validation && { validation }) } },
  });
  const change = report.deltaLoss.mean.toFixed(3);
  await appendEvent(tx, runId, {
    kind: "notice",
    text: `Evaluated on ${report.rows} held-out rows: loss changed by ${change} nats per token.`,
  });
  const trainer = await findTrainer(tx, runId);
  const claim = FinishBody.shape.result.safeParse(run.trainResult).data;
  if (trainer && !isTrusted(trainer.worker) && claim?.kind === "train" && validation) {
    const wrong = falseHeldOutClaim(claim, validation);
    const check = {
      runId,
      layer: "recompute" as const,
      verifierId: verifier.id,
      measured: { ...validation, claimedBase: claim.baseEvalLoss, claimedTuned: claim.evalLoss },
    };
    if (wrong) {
      const { name } = trainer.worker;
      const [claimed, measured] =
        wrong === "base" ? [claim.baseEvalLoss, validation.baseLoss] : [claim.evalLoss, validation.tunedLoss];
      const sentence = `${name}'s work was refused: the ${wrong === "base" ? "base" : "tuned"} model's loss on ${validation.rows} validation rows is ${measured.toFixed(3)}, not ${claimed?.toFixed(3) ?? "given"}.`;
      await refuseWork(tx, { ...check, worker: trainer.worker, sentence });
      return;
    }
    const sentence = `The losses on ${validation.rows} validation rows are as ${trainer.worker.name} claimed.`;
    await recordCheck(tx, { ...check, workerId: trainer.workerId, verdict: "passed", sentence });
  }
  await continueVerification(tx, runId);
}
