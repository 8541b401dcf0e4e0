import "server-only";
import type { LocalAccount } from "viem";
import type { z } from "zod";
import { typedData } from "@/lib/domain/payments/typed-data";
import { ratePerStepUp } from "@/lib/domain/training/estimate-run";
import type { Job, Worker } from "@/lib/generated/prisma/client";
import { JobAssignment } from "@/lib/schemas/jobs";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainId } from "@/lib/server/chain/chain-id";
import { roleAccount } from "@/lib/server/chain/roles";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";

export type StoredAssignment = z.infer<typeof JobAssignment> & { evaluatorSig: string };

/** viem derives a payload's type from literal field lists; ours come from one table. */
export type SignInput = Parameters<LocalAccount["signTypedData"]>[0];

const DEADLINE_S = 600;

export async function trainingDomain() {
  return {
    chainId: await chainId(),
    verifyingContract: await contractAddress("TrainingEscrow"),
  } as const;
}

/**
 * For a funded training job: the evaluator's signed offer to this worker. The escrow's fence advances only when
 * an assignment is accepted, so one that nobody took does not make it differ from the chain's.
 */
export async function offerAssignment(
  job: Job,
  worker: Worker,
): Promise<{ assignment: StoredAssignment; evaluatorSig: string } | null> {
  if (job.kind !== "train" || !job.runId) return null;
  const run = await db().trainingRun.findUniqueOrThrow({ where: { id: job.runId } });
  if (!run.escrowRunId) return null;
  const capWei = weiFromDb(run.capWei);
  const message = {
    runId: run.escrowRunId as `0x${string}`,
    worker: worker.wallet as `0x${string}`,
    rate: ratePerStepUp(capWei, run.steps),
    fence: BigInt(run.escrowFence + 1),
    deadline: BigInt(Math.floor(Date.now() / 1000) + DEADLINE_S),
  };
  const domain = await trainingDomain();
  const evaluatorSig = await roleAccount("evaluator").signTypedData(
    typedData("Assignment", domain, message) as SignInput,
  );
  const assignment = JobAssignment.parse({
    runId: message.runId,
    worker: worker.wallet,
    rate: message.rate.toString(),
    fence: Number(message.fence),
    deadline: Number(message.deadline),
    capWei: capWei.toString(),
    chainId: domain.chainId,
    verifyingContract: domain.verifyingContract,
  });
  return { assignment: { ...assignment, evaluatorSig }, evaluatorSig };
}
