import "server-only";
import { type Address, type Hex, keccak256, toBytes } from "viem";
import { evidenceHash } from "@/lib/domain/attribution/evidence-document";
import { confidenceOf, splitAnswer } from "@/lib/domain/attribution/split-answer";
import { chargeUp } from "@/lib/domain/payments/charge-up";
import { voucherFromJson } from "@/lib/domain/payments/from-json";
import { saltedCommitment } from "@/lib/domain/payments/prompt-commitment";
import { buildReceipt, buildVoidReceipt, type Receipt, receiptHash } from "@/lib/domain/payments/receipt";
import { type SplitLeaf, splitLeaves, splitParts } from "@/lib/domain/payments/split-leaves";
import { typedData } from "@/lib/domain/payments/typed-data";
import type { Answer, Model, Prisma } from "@/lib/generated/prisma/client";
import type { AttributionEvidence, EvidenceDocument } from "@/lib/schemas/attribution";
import type { Voucher as VoucherJson } from "@/lib/schemas/inference";
import { policyAt } from "@/lib/server/chain/current-policy";
import { readPayees, readRevenue, readStaker, readTreasury } from "@/lib/server/chain/read-payees";
import { roleAccount, roleAddress } from "@/lib/server/chain/roles";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { logger } from "@/lib/server/http/logger";
import { attribute, warmAttribution } from "./engine-client";
import { meterDomain } from "./meter-domain";
import { receiptToJson } from "./to-receipt-json";

const ATTRIBUTION_MS = 30_000;
/** Attribution plus signing; after this somebody else may take the answer over. */
const WORK_MS = 75_000;
const TOP_CLUSTERS = 256;

type Work = { answer: Answer; model: Model };

/** Takes an answer that waits for its receipt; false when another process has it or it is done. */
async function takeAnswer(id: string): Promise<boolean> {
  const { count } = await db().answer.updateMany({
    where: { id, state: "attributing", OR: [{ workedUntil: null }, { workedUntil: { lt: new Date() } }] },
    data: { workedUntil: new Date(Date.now() + WORK_MS) },
  });
  return count === 1;
}

async function findEvidence({
  answer,
  model,
}: Work): Promise<{ evidence: AttributionEvidence | null; reason: string | null }> {
  try {
    // Thirty seconds count from the index being ready, so a cold start is not a fallback.
    await warmAttribution({ adapterHash: model.adapterHash, indexRoot: model.indexRoot });
    const evidence = await attribute({
      kind: "attribute.request/1",
      requestId: answer.id,
      adapterHash: model.adapterHash,
      indexRoot: model.indexRoot,
      promptTokenIds: answer.promptTokens as number[],
      answerTokenIds: answer.answerTokens as number[],
      methods: ["influence"],
      top: TOP_CLUSTERS,
      deadlineMs: ATTRIBUTION_MS,
    });
    return { evidence, reason: null };
  } catch (error) {
    // A failed attribution never holds back an answer or money: the pool goes by long-run shares and says so.
    logger.error(
      { answer: answer.id, err: error },
      "Attribution failed; the answer is paid by long-run shares.",
    );
    return { evidence: null, reason: (error as Error).message.slice(0, 200) };
  }
}

async function signReceipt(receipt: Receipt): Promise<Hex> {
  const data = typedData("Receipt", await meterDomain(), receipt);
  return roleAccount("operator").signTypedData(
    data as Parameters<ReturnType<typeof roleAccount>["signTypedData"]>[0],
  );
}

/** Stores receipt and leaves and moves the session on, in one transaction; only the first writer wins. */
async function store(
  answer: Answer,
  receipt: Receipt,
  leaves: readonly SplitLeaf[],
  more: Prisma.AnswerUncheckedUpdateInput,
): Promise<void> {
  const signature = await signReceipt(receipt);
  const hash = receiptHash(receipt);
  await db().$transaction(async (tx) => {
    const { count } = await tx.answer.updateMany({
      where: { id: answer.id, state: "attributing" },
      data: {
        ...(more as Prisma.AnswerUncheckedUpdateManyInput),
        receipt: receiptToJson(receipt),
        receiptSignature: signature,
        receiptHash: hash,
        chargeWei: receipt.charge.toString(),
        cumulativeWei: receipt.cumulative.toString(),
        readyAt: new Date(),
      },
    });
    if (count !== 1) return;
    await tx.payoutLeaf.createMany({
      data: leaves.map((leaf, index) => ({
        answerId: answer.id,
        index,
        kind: leaf.kind,
        ref: leaf.ref,
        payee: leaf.payee.toLowerCase(),
        amountWei: leaf.amount.toString(),
      })),
    });
    await tx.spendingSession.update({
      where: { sessionId: answer.sessionId },
      data: { seq: answer.seq, cumulativeWei: receipt.cumulative.toString(), lastReceipt: hash },
    });
  });
}

async function issueVoid(
  { answer, model }: Work,
  previousCumulative: bigint,
  request: Parameters<typeof buildVoidReceipt>[0]["request"],
): Promise<void> {
  const receipt = buildVoidReceipt({
    voucher: voucherFromJson(answer.voucher as unknown as VoucherJson),
    request,
    previousCumulative,
    evidenceHash: keccak256(toBytes(`void:${answer.id}`)),
    servedAt: answer.servedAt.getTime() / 1000,
  });
  await store(answer, receipt, [], {
    state: "void",
    fallbackReason: "The engine gave no answer; nothing is charged.",
  });
  logger.warn(
    { answer: answer.id, model: model.slug },
    "A call ended without an answer and got a void receipt.",
  );
}

/**
 * Works out who shaped an answer, splits its charge, and signs the receipt. Safe to call from several processes:
 * one takes the answer, and the storing transaction happens once.
 */
export async function issueReceipt(answerId: string): Promise<void> {
  if (!(await takeAnswer(answerId))) return;
  const answer = await db().answer.findUniqueOrThrow({
    where: { id: answerId },
    include: { model: true, session: { include: { account: true } } },
  });
  const { model, session } = answer;
  const voucher = voucherFromJson(answer.voucher as unknown as VoucherJson);
  const quote = await db().inferenceQuote.findUniqueOrThrow({ where: { id: answer.quoteId } });
  const request = {
    modelId: BigInt(model.chainModelId?.toFixed(0) ?? 0),
    modelVersion: model.version,
    priceId: model.priceId,
    maxTokensOut: quote.maxTokensOut,
    promptCommitment: answer.promptCommitment as Hex,
  };
  const previousCumulative = weiFromDb(session.cumulativeWei);
  const tokens = answer.answerTokens as number[];
  if (tokens.length === 0) {
    await issueVoid({ answer, model }, previousCumulative, request);
    return;
  }
  const price = { inPer1kWei: weiFromDb(model.inPer1kWei), outPer1kWei: weiFromDb(model.outPer1kWei) };
  const charge = chargeUp({ tokensIn: answer.tokensIn, tokensOut: tokens.length, ...price });
  const policy = await policyAt(answer.policyVersion);
  const { evidence, reason } = await findEvidence({ answer, model });
  const own = await db().contributor.findMany({
    where: { accountId: answer.accountId },
    select: { contributorId: true },
  });
  const ownIds = new Set(own.map((row) => row.contributorId));
  const split = splitAnswer({
    pool: splitParts(charge, policy).data,
    evidence,
    longRun: model.longRun as Record<string, number>,
    ownIds,
  });
  const servedAt = Math.floor(answer.servedAt.getTime() / 1000);
  const payees = await readPayees(
    split.amounts.map((amount) => amount.contributorId as Hex),
    servedAt,
  );
  const leaves = splitLeaves({
    charge,
    policy,
    feeWallet: roleAddress("feeWallet"),
    modelId: request.modelId,
    revenue: await readRevenue(request.modelId, servedAt),
    ...(await readStaker(session.operator as Address)),
    data: split.amounts.map((amount, i) => ({
      contributorId: amount.contributorId as Hex,
      payee: payees[i] as Address,
      amount: amount.wei,
    })),
    treasury: await readTreasury(model.runId),
  });
  const document: EvidenceDocument = {
    kind: "mf.evidence/1",
    method: split.method,
    fallbackReason: split.fallbackReason,
    adapterHash: model.adapterHash,
    indexRoot: model.indexRoot,
    longRun: model.longRun as Record<string, number>,
    excluded: [...ownIds].sort(),
    policyVersion: answer.policyVersion,
    evidence,
  };
  const receipt = buildReceipt({
    voucher,
    request,
    price,
    tokensIn: answer.tokensIn,
    tokensOut: tokens.length,
    previousCumulative,
    leaves,
    responseHash: saltedCommitment(answer.responseSalt as Hex, answer.answerText),
    evidenceHash: evidenceHash(document),
    servedAt,
  });
  await store(answer, receipt, leaves, {
    state: "ready",
    method: split.method,
    fallbackReason: split.fallbackReason === "no_evidence" ? reason : split.fallbackReason,
    confidence: confidenceOf(split.amounts, evidence?.weak ?? true),
    shares: {
      amounts: split.amounts.map((a) => ({ ...a, wei: a.wei.toString() })),
      clusters: split.clusters,
    },
    evidence: document,
  });
}
