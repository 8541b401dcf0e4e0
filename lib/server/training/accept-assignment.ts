import "server-only";
import { type Hex, verifyTypedData } from "viem";
import { typedData } from "@/lib/domain/payments/typed-data";
import { AppError } from "@/lib/errors/app-error";
import type { Job, Prisma, Worker } from "@/lib/generated/prisma/client";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import type { Tx } from "@/lib/server/db/prisma";
import { type StoredAssignment, trainingDomain } from "./offer-assignment";

/** The worker took the run: the keeper relays both signatures. @throws AppError invalid_input for a foreign signature */
export async function acceptAssignment(
  tx: Tx,
  job: Job,
  stored: Prisma.JsonValue,
  workerSig: Hex,
  worker: Worker,
): Promise<void> {
  const assignment = stored as unknown as StoredAssignment;
  const message = {
    runId: assignment.runId as Hex,
    worker: assignment.worker as Hex,
    rate: BigInt(assignment.rate),
    fence: BigInt(assignment.fence),
    deadline: BigInt(assignment.deadline),
  };
  const valid = await verifyTypedData({
    ...typedData("Assignment", await trainingDomain(), message),
    address: worker.wallet as Hex,
    signature: workerSig,
  } as Parameters<typeof verifyTypedData>[0]);
  if (!valid) throw new AppError("invalid_input", "The assignment was not signed by the worker's wallet.");
  await tx.trainingRun.update({
    where: { id: job.runId as string },
    data: { escrowFence: assignment.fence },
  });
  await enqueueIntent(tx, {
    key: `escrow-accept:${assignment.runId}:${assignment.fence}`,
    lane: "relayer",
    contract: "TrainingEscrow",
    functionName: "accept",
    args: [message, assignment.evaluatorSig as Hex, workerSig],
  });
}
