import "server-only";
import type { Hex } from "viem";
import { receiptFromJson, voucherFromJson } from "@/lib/domain/payments/from-json";
import {
  type DueSession,
  planSettlement,
  type ServedCall,
  type Settlement,
} from "@/lib/domain/payments/plan-settlement";
import { policyBookAbi } from "@/lib/generated/abis/policy-book";
import type { Prisma } from "@/lib/generated/prisma/client";
import { Receipt as ReceiptShape, Voucher as VoucherShape } from "@/lib/schemas/inference";
import { weiFromDb } from "@/lib/server/db/wei";
import { logger } from "@/lib/server/http/logger";
import type { ChainContext } from "./chain-context";
import { enqueueIntent } from "./enqueue-intent";
import { SETTLE_KEY } from "./settle-key";

/**
 * Pack all served and unsettled answers into settlements and queue them: rows, links and intents in one transaction
 * per batch. A session with a settlement under way waits, so that every settlement starts where the chain stands.
 * @returns how many settlements were queued
 */
export async function settleDue(context: ChainContext): Promise<number> {
  const sessions = await dueSessions(context);
  if (sessions.length === 0) return 0;
  let queued = 0;
  for (const version of new Set(sessions.map((session) => session.policyVersion))) {
    const policy = await context.client.readContract({
      address: context.book.contracts.PolicyBook.address,
      abi: policyBookAbi,
      functionName: "policyAt",
      args: [version],
    });
    const batches = planSettlement(
      sessions.filter((session) => session.policyVersion === version),
      policy,
    );
    for (const batch of batches) {
      await context.db.$transaction(async (tx) => {
        const row = await tx.settlementBatch.create({
          data: {
            state: "queued",
            totalWei: batch.totalWei.toString(),
            settlement: toJson(batch.settlement),
          },
        });
        for (const receipt of batch.receipts) {
          const { count } = await tx.answer.updateMany({
            where: { sessionId: receipt.sessionId, seq: Number(receipt.seq), settlementId: null },
            data: { settlementId: row.id },
          });
          if (count !== 1)
            throw new Error(`Answer ${receipt.sessionId} #${receipt.seq} is in another settlement.`);
        }
        await enqueueIntent(tx, {
          key: `${SETTLE_KEY}${row.id}`,
          lane: "operator",
          contract: "InferenceMeter",
          functionName: "settle",
          args: [batch.settlement],
        });
      });
      queued += 1;
    }
  }
  if (queued > 0) logger.info({ queued, sessions: sessions.length }, "settlements queued");
  return queued;
}

/**
 * Give the answers of settlements the chain refused back to planning; the session's state on chain says anew what is
 * due. @returns how many batches were given up
 */
export async function replanRefused(context: ChainContext): Promise<number> {
  const refused = await context.db.chainIntent.findMany({
    where: {
      chainId: context.book.chainId,
      key: { startsWith: SETTLE_KEY },
      state: { in: ["reverted", "cancelled"] },
    },
    select: { key: true, error: true },
  });
  let given = 0;
  for (const intent of refused) {
    const id = intent.key.slice(SETTLE_KEY.length);
    await context.db.$transaction(async (tx) => {
      const { count } = await tx.settlementBatch.updateMany({
        where: { id, state: { not: "failed" } },
        data: { state: "failed" },
      });
      if (count === 0) return;
      await tx.answer.updateMany({ where: { settlementId: id }, data: { settlementId: null } });
      logger.error(
        { settlement: id, error: intent.error },
        "settlement refused; its answers are planned anew",
      );
      given += 1;
    });
  }
  return given;
}

/** Open sessions with unsettled receipts, each gapless from where the chain stands. */
async function dueSessions(context: ChainContext): Promise<DueSession[]> {
  const rows = await context.db.spendingSession.findMany({
    where: {
      state: { in: ["open", "frozen", "expired"] },
      answers: {
        some: { settlementId: null, state: { in: ["ready", "void"] }, receiptSignature: { not: null } },
      },
      // A settlement that is not in a block yet holds its session.
      NOT: { answers: { some: { settlement: { state: { in: ["queued", "sent"] } } } } },
    },
    include: {
      answers: {
        where: { settlementId: null, state: { in: ["ready", "void"] } },
        orderBy: { seq: "asc" },
        include: { leaves: { orderBy: { index: "asc" } } },
      },
    },
    take: 500,
  });
  return rows.flatMap((row) => {
    const calls: ServedCall[] = [];
    for (const answer of row.answers) {
      if (answer.seq <= row.settledSeq) continue;
      // The first gap (an answer still being attributed) ends what can be settled now.
      if (answer.seq !== row.settledSeq + calls.length + 1 || !answer.receipt || !answer.receiptSignature)
        break;
      calls.push({
        voucher: voucherFromJson(VoucherShape.parse(answer.voucher)),
        voucherSignature: answer.voucherSignature as Hex,
        receipt: receiptFromJson(ReceiptShape.parse(answer.receipt)),
        receiptSignature: answer.receiptSignature as Hex,
        leaves: answer.leaves.map((leaf) => ({
          kind: leaf.kind,
          ref: leaf.ref as Hex,
          payee: leaf.payee as Hex,
          amount: weiFromDb(leaf.amountWei),
        })),
      });
    }
    if (calls.length === 0) return [];
    return [
      {
        sessionId: row.sessionId as Hex,
        policyVersion: row.policyVersion,
        fromSeq: BigInt(row.settledSeq),
        fromSpent: weiFromDb(row.spentWei),
        calls,
      },
    ];
  });
}

function toJson(settlement: Settlement): Prisma.InputJsonObject {
  const text = JSON.stringify(settlement, (_, value) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return JSON.parse(text) as Prisma.InputJsonObject;
}
