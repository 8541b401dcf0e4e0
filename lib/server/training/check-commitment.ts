import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Job } from "@/lib/generated/prisma/client";
import type { FinishBody } from "@/lib/schemas/jobs";
import { db } from "@/lib/server/db/prisma";

/**
 * What an untrusted worker has to hand over before its claim is looked at: the state of its last step, and its
 * signature over the submission. A missing one may be a lost upload, so it is no fraud; the worker can send it again.
 * @throws AppError invalid_input
 */
export async function checkCommitment(job: Job, body: FinishBody): Promise<void> {
  if (body.result.kind !== "train") return;
  const { step } = body.result;
  const last = await db().checkpoint.findFirst({
    where: { runId: job.runId as string, kind: "checkpoint", step },
  });
  if (!last)
    throw new AppError(
      "invalid_input",
      `The checkpoint of the last step (${step}) has not arrived. Upload it and finish again.`,
    );
  if (!body.submissionSig)
    throw new AppError("invalid_input", "The submission has to be signed with the worker's wallet.");
}
