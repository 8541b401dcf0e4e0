import "server-only";
import { type Hex, verifyTypedData } from "viem";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { TrainingQuote } from "@/lib/generated/prisma/client";
import type { Account } from "@/lib/schemas/accounts";
import { TrainingPlan } from "@/lib/schemas/training";
import { requireAccess } from "@/lib/server/datanets/access/require-access";
import { requireWholeVersion } from "@/lib/server/datanets/withdrawals/require-whole-version";
import { db } from "@/lib/server/db/prisma";
import { walletBalance } from "@/lib/server/payments/wallet-balance";
import { EscrowRun, fundingTypedData } from "./escrow-run";
import { StoredPlacement } from "./queue-training";

export type Order = { quoteId: string; planHash: string; signature: Hex | null };

const StoredEstimate = z.object({
  capWei: z.string(),
  expectedWei: z.string(),
  blocked: z.boolean(),
  placement: StoredPlacement.optional(),
});

/** An order that may be placed: all that has to hold was looked at, and the money is in the wallet. */
export type CheckedOrder = {
  quote: TrainingQuote;
  estimate: z.infer<typeof StoredEstimate>;
  escrowRun: EscrowRun;
  signature: Hex;
};

/** @throws AppError not_found */
export async function findQuote(account: Account, quoteId: string): Promise<TrainingQuote> {
  const quote = await db().trainingQuote.findUnique({ where: { id: quoteId } });
  if (!quote || quote.accountId !== account.id)
    throw new AppError("not_found", "There is no such estimate of yours. Ask for a new one.");
  return quote;
}

/** The data was open and whole at the estimate; since then a grant may have ended or rows been taken back. */
async function checkData(account: Account, quote: TrainingQuote): Promise<void> {
  const plan = TrainingPlan.parse(quote.plan);
  const versions = await db().datanetVersion.findMany({
    where: { snapshotRoot: { in: plan.data.map((data) => data.snapshotRoot) } },
    include: { datanet: true },
  });
  for (const version of versions) {
    await requireAccess(version.datanet, { account }, "train");
    await requireWholeVersion(version);
  }
}

async function checkOne(account: Account, order: Order): Promise<CheckedOrder> {
  const quote = await findQuote(account, order.quoteId);
  if (quote.planHash !== order.planHash)
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
  const estimate = StoredEstimate.parse(quote.estimate);
  if (estimate.blocked)
    throw new AppError("precondition_failed", "The plan has a problem that blocks it; the wizard names it.");
  await checkData(account, quote);
  const { signature } = order;
  if (!signature) throw new AppError("invalid_input", "The escrow has to be funded with one signature.");
  return { quote, estimate, escrowRun: EscrowRun.parse(quote.escrowRun), signature };
}

async function checkSignature(account: Account, { escrowRun, signature }: CheckedOrder): Promise<void> {
  const typed = await fundingTypedData(escrowRun);
  const valid = await verifyTypedData({
    ...typed,
    address: account.address as Hex,
    signature,
  } as Parameters<typeof verifyTypedData>[0]);
  if (!valid)
    throw new AppError(
      "invalid_input",
      "The authorisation was signed by another wallet. Sign with the wallet you are signed in with.",
    );
}

/**
 * Looks at all orders before the first one is placed: quotes, caps together against the wallet, signatures.
 * @throws AppError not_found, forbidden, precondition_failed, insufficient_credit, invalid_input
 */
export async function checkOrders(account: Account, orders: readonly Order[]): Promise<CheckedOrder[]> {
  const checked: CheckedOrder[] = [];
  for (const order of orders) checked.push(await checkOne(account, order));
  const cap = checked.reduce((sum, { estimate }) => sum + BigInt(estimate.capWei), 0n);
  const balance = await walletBalance(account.address);
  if (balance < cap) {
    throw new AppError(
      "insufficient_credit",
      `The cap is ${cap} wei OPEN and your wallet holds ${balance}. Get OPEN first; the form stays.`,
      { reason: "low_balance" },
    );
  }
  for (const order of checked) await checkSignature(account, order);
  return checked;
}
