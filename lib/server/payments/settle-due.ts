import "server-only";
import type { Hex } from "viem";
import {
  type DueSession,
  planSettlement,
  type ServedCall,
  type Settlement,
} from "@/lib/domain/payments/plan-settlement";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Receipt as ReceiptJson, Voucher as VoucherJson } from "@/lib/schemas/inference";
import { contractAddress } from "@/lib/server/chain/address-book";
import { publicClient } from "@/lib/server/chain/clients";
import { policyAt } from "@/lib/server/chain/current-policy";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { db } from "@/lib/server/db/prisma";
import { toLeaf, toReceipt, toVoucher } from "@/lib/server/inference/to-voucher";

const INCLUDE = { leaves: { orderBy: { index: "asc" } } } satisfies Prisma.AnswerInclude;
type AnswerRow = Prisma.AnswerGetPayload<{ include: typeof INCLUDE }>;

function toServedCall(row: AnswerRow): ServedCall {
  return {
    voucher: toVoucher(row.voucher as unknown as VoucherJson),
    voucherSignature: row.voucherSignature as Hex,
    receipt: toReceipt(row.receipt as unknown as ReceiptJson),
    receiptSignature: row.receiptSignature as Hex,
    leaves: row.leaves.map(toLeaf),
  };
}

/** Calls of one session that follow what the chain has settled, up to the first that is not ready. */
async function dueSession(sessionId: string, policyVersion: number): Promise<DueSession | null> {
  const chain = await publicClient().readContract({
    address: await contractAddress("InferenceMeter"),
    abi: inferenceMeterAbi,
    functionName: "sessionOf",
    args: [sessionId as Hex],
  });
  const rows = await db().answer.findMany({
    where: { sessionId, seq: { gt: Number(chain.seq) }, settlementId: null },
    include: INCLUDE,
    orderBy: { seq: "asc" },
  });
  const calls: ServedCall[] = [];
  let seq = Number(chain.seq);
  for (const row of rows) {
    if (row.seq !== seq + 1 || (row.state !== "ready" && row.state !== "void")) break;
    calls.push(toServedCall(row));
    seq = row.seq;
  }
  // A session whose only open calls are void has nothing to pay and nothing to send.
  if (!calls.some((call) => call.receipt.charge > 0n)) return null;
  return { sessionId: sessionId as Hex, policyVersion, fromSeq: chain.seq, fromSpent: chain.spent, calls };
}

/** bigint-free copy for the row; the chain call is made from the live struct. */
function toJson(settlement: Settlement): Prisma.InputJsonObject {
  return JSON.parse(
    JSON.stringify(settlement, (_, value) => (typeof value === "bigint" ? value.toString() : value)),
  ) as Prisma.InputJsonObject;
}

/**
 * Plans settlements of everything that is ready and queues them with their rows in one transaction. One batch per
 * session is under way at a time: the next one starts from what the chain then says.
 * @returns number of batches queued
 */
export async function settleDue(): Promise<number> {
  const waiting = await db().answer.findMany({
    where: {
      state: "ready",
      settlementId: null,
      session: { answers: { none: { settlement: { state: { in: ["planned", "sent"] } } } } },
    },
    distinct: ["sessionId"],
    select: { sessionId: true, policyVersion: true },
    take: 100,
  });
  const sessions = (
    await Promise.all(waiting.map((row) => dueSession(row.sessionId, row.policyVersion)))
  ).filter((session) => session !== null);
  if (sessions.length === 0) return 0;
  const policy = await policyAt(sessions[0]?.policyVersion ?? 1);
  const batches = planSettlement(sessions, policy.batchLimits);
  for (const batch of batches) {
    await db().$transaction(async (tx) => {
      const row = await tx.settlementBatch.create({
        data: {
          settlement: toJson(batch.settlement),
          receiptsRoot: batch.settlement.receiptsRoot,
          totalWei: batch.totalWei.toString(),
        },
      });
      for (const { sessionId, seq } of batch.receipts) {
        const { count } = await tx.answer.updateMany({
          where: { sessionId, seq: Number(seq), settlementId: null },
          data: { settlementId: row.id },
        });
        // Another keeper planned the same call: this whole batch is dropped and planned anew.
        if (count !== 1) throw new Error(`Call ${sessionId} #${seq} was planned twice.`);
      }
      await enqueueIntent(tx, {
        key: `settle:${row.id}`,
        lane: "operator",
        contract: "InferenceMeter",
        functionName: "settle",
        args: [batch.settlement],
      });
    });
  }
  return batches.length;
}
