import "server-only";
import { type Hex, parseSignature, verifyTypedData } from "viem";
import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import { TrainingPlan, type TrainingRun } from "@/lib/schemas/training";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { db } from "@/lib/server/db/prisma";
import { walletBalance } from "@/lib/server/payments/wallet-balance";
import { appendEvent } from "./append-event";
import { EscrowRun, escrowRunArgs, escrowRunId, fundingTypedData } from "./escrow-run";
import { getTrainingRun } from "./get-training-run";
import type { StoredPlacement } from "./queue-training";

const StoredEstimate = {
  capOf: (value: unknown) =>
    value as { capWei: string; expectedWei: string; blocked: boolean; placement?: StoredPlacement },
};

/**
 * Starts exactly the quoted plan. The signed authorisation goes to the keeper, which funds the escrow; the run is
 * queued when the chain shows the money. The same quote again returns the run it made.
 */
export async function createTrainingRun(call: {
  actor: Actor;
  quoteId: string;
  planHash: string;
  signature: Hex | null;
}): Promise<z.infer<typeof TrainingRun>> {
  const account = requireAccount(call.actor);
  const quote = await db().trainingQuote.findUnique({ where: { id: call.quoteId } });
  if (!quote || quote.accountId !== account.id)
    throw new AppError("not_found", "There is no such estimate of yours. Ask for a new one.");
  const made = await db().trainingRun.findUnique({ where: { planHash: quote.planHash } });
  if (made) return getTrainingRun({ actor: call.actor, id: made.id });
  if (quote.planHash !== call.planHash)
    throw new AppError(
      "precondition_failed",
      "The plan has changed. Look at the new estimate and sign again.",
    );
  if (quote.expiresAt < new Date())
    throw new AppError(
      "precondition_failed",
      "The estimate is older than 15 minutes. Look at the new one and sign again.",
      { reason: "quote_expired" },
    );
  const estimate = StoredEstimate.capOf(quote.estimate);
  if (estimate.blocked)
    throw new AppError("precondition_failed", "The plan has a problem that blocks it; the wizard names it.");
  const escrowRun = EscrowRun.parse(quote.escrowRun);
  const cap = BigInt(estimate.capWei);
  const balance = await walletBalance(account.address);
  if (balance < cap) {
    throw new AppError(
      "insufficient_credit",
      `The cap is ${cap} wei OPEN and your wallet holds ${balance}. Get OPEN first; the form stays.`,
      { reason: "low_balance" },
    );
  }
  if (!call.signature) throw new AppError("invalid_input", "The escrow has to be funded with one signature.");
  const typed = await fundingTypedData(escrowRun);
  const valid = await verifyTypedData({
    ...typed,
    address: account.address as Hex,
    signature: call.signature,
  } as Parameters<typeof verifyTypedData>[0]);
  if (!valid)
    throw new AppError(
      "invalid_input",
      "The authorisation was signed by another wallet. Sign with the wallet you are signed in with.",
    );
  const { r, s, v, yParity } = parseSignature(call.signature);
  const id = escrowRunId(escrowRun);
  const plan = TrainingPlan.parse(quote.plan);
  const versions = await db().datanetVersion.findMany({
    where: { snapshotRoot: { in: plan.data.map((data) => data.snapshotRoot) } },
  });
  const run = await db().$transaction(async (tx) => {
    const row = await tx.trainingRun.create({
      data: {
        accountId: account.id,
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
    return row;
  });
  return getTrainingRun({ actor: call.actor, id: run.id });
}
