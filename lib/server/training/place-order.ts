import "server-only";
import { parseSignature } from "viem";
import { TrainingPlan } from "@/lib/schemas/training";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import type { Tx } from "@/lib/server/db/prisma";
import { appendEvent } from "./append-event";
import type { CheckedOrder } from "./check-order";
import { escrowRunArgs, escrowRunId } from "./escrow-run";

/** Makes the run and hands its signed authorisation to the keeper, which funds the escrow. Returns the run's id. */
export async function placeOrder(
  tx: Tx,
  accountId: string,
  { quote, estimate, escrowRun, signature }: CheckedOrder,
  sweepId: string | null,
): Promise<string> {
  const { r, s, v, yParity } = parseSignature(signature);
  const id = escrowRunId(escrowRun);
  const plan = TrainingPlan.parse(quote.plan);
  const versions = await tx.datanetVersion.findMany({
    where: { snapshotRoot: { in: plan.data.map((data) => data.snapshotRoot) } },
  });
  const row = await tx.trainingRun.create({
    data: {
      accountId,
      sweepId,
      state: "FUNDING",
      plan,
      planHash: quote.planHash,
      baseModelId: plan.base.id,
      splitSecret: quote.splitSecret,
      rowsTrain: quote.rowsTrain,
      rowsAll: quote.rowsAll,
      steps: plan.steps,
      escrowRun,
      escrowRunId: id,
      capWei: estimate.capWei,
      expectedWei: estimate.expectedWei,
      ...(estimate.placement && { placement: estimate.placement }),
      snapshots: { create: versions.map((version) => ({ versionId: version.id })) },
    },
  });
  await appendEvent(tx, row.id, { kind: "state", state: "FUNDING", reason: null });
  await enqueueIntent(tx, {
    key: `escrow-fund:${id}`,
    lane: "relayer",
    contract: "TrainingEscrow",
    functionName: "fund",
    args: [
      escrowRunArgs(escrowRun),
      {
        validAfter: 0n,
        validBefore: BigInt(escrowRun.expiry),
        v: Number(v ?? BigInt(27 + (yParity ?? 0))),
        r,
        s,
      },
    ],
  });
  return row.id;
}
