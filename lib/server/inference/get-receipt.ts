import "server-only";
import { ATTRIBUTION_POLICY } from "@/lib/domain/attribution/split-answer";
import { covers } from "@/lib/domain/datanets/access-rule";
import { toTurns } from "@/lib/domain/datanets/record-content";
import { AppError } from "@/lib/errors/app-error";
import type { Prisma } from "@/lib/generated/prisma/client";
import {
  type AnswerAttribution,
  type AttributionEvidence,
  EvidenceDocument,
} from "@/lib/schemas/attribution";
import { ReceiptBundle } from "@/lib/schemas/inference";
import { ChainState } from "@/lib/schemas/primitives";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { policyAt } from "@/lib/server/chain/current-policy";
import { purposeOfViewer } from "@/lib/server/datanets/access/purpose-of-viewer";
import { shownContent } from "@/lib/server/datanets/withdrawals/shown-content";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { servedName } from "@/lib/server/models/served-name";
import { meterDomain } from "./meter-domain";
import { leafToJson } from "./to-receipt-json";

const INCLUDE = {
  model: true,
  session: true,
  settlement: true,
  leaves: { orderBy: { index: "asc" } },
} satisfies Prisma.AnswerInclude;
type AnswerRow = Prisma.AnswerGetPayload<{ include: typeof INCLUDE }>;

const SHOWN_RECORDS = 8;

type Shares = {
  amounts: { contributorId: string; wei: string }[];
  clusters: { cluster: number; sharePermille: number }[];
};

/** Where the settlement stands; the keeper names its states like the wire does. */
export function settlementState(settlement: AnswerRow["settlement"]): ChainState {
  return settlement ? ChainState.parse(settlement.state) : "none";
}

/** Records behind the strongest clusters, each with what it brought: what a cap cut off goes by long-run shares. */
async function topRecords(
  evidence: AttributionEvidence,
  shares: Shares,
  actor: Actor,
): Promise<AnswerAttribution["records"]> {
  const pool = shares.amounts.reduce((sum, a) => sum + BigInt(a.wei), 0n);
  const whole = BigInt(evidence.excessTotal);
  const cap = (whole * ATTRIBUTION_POLICY.clusterCapPermille) / 1000n;
  const permille = new Map(shares.clusters.map((c) => [c.cluster, c.sharePermille]));
  const shown = evidence.clusters.filter((c) => BigInt(c.excess) > 0n).slice(0, SHOWN_RECORDS);
  const records = await db().datanetRecord.findMany({
    where: { commitment: { in: shown.map((c) => c.commitment) } },
    include: { contributor: true, datanet: true },
  });
  const byCommitment = new Map(records.map((record) => [record.commitment, record]));
  const readable = new Set<string>();
  for (const datanet of new Map(records.map(({ datanet }) => [datanet.id, datanet])).values()) {
    if (covers(await purposeOfViewer(datanet, actor), "read")) readable.add(datanet.id);
  }
  return shown.flatMap((cluster) => {
    const record = byCommitment.get(cluster.commitment);
    if (!record) return [];
    const mayRead = readable.has(record.datanetId);
    const turns = toTurns(shownContent(record));
    const excess = BigInt(cluster.excess);
    const counted = excess > cap ? cap : excess;
    return [
      {
        recordId: record.id,
        datanet: record.datanet.slug,
        readable: mayRead,
        prompt: mayRead ? (turns.filter((turn) => turn.role === "user").at(-1)?.content ?? "") : "",
        completion: mayRead ? (turns.at(-1)?.content ?? "") : "",
        contributorId: record.contributor.contributorId,
        contributor: record.contributor.handle,
        score: cluster.score,
        sharePermille: permille.get(cluster.cluster) ?? 0,
        amountWei: ((pool * counted) / whole).toString(),
      },
    ];
  });
}

async function toAttribution(row: AnswerRow, actor: Actor): Promise<AnswerAttribution> {
  const pending = row.state !== "ready";
  const shares = (row.shares as unknown as Shares | null) ?? { amounts: [], clusters: [] };
  const evidence = row.evidence === null ? null : EvidenceDocument.parse(row.evidence).evidence;
  const people = await db().contributor.findMany({
    where: { contributorId: { in: Object.keys(row.model.longRun as object) } },
  });
  const nameOf = new Map(people.map((person) => [person.contributorId, person]));
  const pool = shares.amounts.reduce((sum, a) => sum + BigInt(a.wei), 0n);
  const paid = new Set(shares.amounts.map((a) => a.contributorId));
  return {
    kind: "attribution.answer/1",
    receiptId: row.id,
    state: pending ? "pending" : row.method === "influence" ? "ready" : "fallback",
    method: pending ? null : (row.method as "influence" | "fallback" | null),
    fallbackReason: row.fallbackReason,
    confidence: (row.confidence as AnswerAttribution["confidence"]) ?? null,
    liftMilliNats: evidence?.liftMilliNats ?? null,
    contributors: shares.amounts
      .map((a) => ({
        contributorId: a.contributorId,
        name: nameOf.get(a.contributorId)?.handle ?? "unknown",
        payee: nameOf.get(a.contributorId)?.payee ?? null,
        sharePermille: pool > 0n ? Number((BigInt(a.wei) * 1000n) / pool) : 0,
        amountWei: a.wei,
      }))
      .sort((a, b) => (BigInt(a.amountWei) < BigInt(b.amountWei) ? 1 : -1)),
    records: evidence && row.method === "influence" ? await topRecords(evidence, shares, actor) : [],
    zeros: pending
      ? []
      : people
          .filter((person) => !paid.has(person.contributorId))
          .map((person) => ({
            contributorId: person.contributorId,
            name: person.handle,
            reason: person.accountId === row.accountId ? "own_question" : "below_null",
          })),
  };
}

/** The whole receipt with everything it stands on. The payer, and later whoever he gives it to. @throws AppError not_found */
export async function getReceipt(call: { actor: Actor; id: string }): Promise<ReceiptBundle> {
  const account = requireAccount(call.actor);
  const row = await db().answer.findUnique({ where: { id: call.id }, include: INCLUDE });
  if (!row || row.accountId !== account.id)
    throw new AppError("not_found", "There is no such receipt of yours.");
  const quote = await db().inferenceQuote.findUniqueOrThrow({ where: { id: row.quoteId } });
  const policy = await policyAt(row.policyVersion);
  const domain = await meterDomain();
  return ReceiptBundle.parse({
    kind: "mf.receipt/1",
    id: row.id,
    state: row.state === "ready" ? "ready" : row.state === "void" ? "void" : "pending",
    chainId: domain.chainId,
    meter: domain.verifyingContract,
    operator: row.session.operator,
    model: {
      slug: row.model.slug,
      servedName: servedName(row.model),
      adapterHash: row.model.adapterHash,
      indexRoot: row.model.indexRoot,
    },
    price: {
      inPer1kWei: weiFromDb(row.model.inPer1kWei).toString(),
      outPer1kWei: weiFromDb(row.model.outPer1kWei).toString(),
      maxTokensOut: quote.maxTokensOut,
    },
    policy: {
      version: policy.version,
      platformBps: policy.platformBps,
      modelBps: policy.modelBps,
      stakerBps: policy.stakerBps,
      dataBps: policy.dataBps,
    },
    voucher: row.voucher,
    voucherSignature: row.voucherSignature,
    promptCommitment: row.promptCommitment,
    receipt: row.receipt,
    receiptSignature: row.receiptSignature,
    receiptHash: row.receiptHash,
    leaves: row.leaves.map(leafToJson),
    evidence: row.evidence,
    attribution: await toAttribution(row, call.actor),
    settlement: {
      state: settlementState(row.settlement),
      txHash: row.settlement?.txHash ?? null,
      blockNumber: row.settlement?.blockNumber ?? null,
    },
    createdAt: row.createdAt.toISOString(),
  });
}
