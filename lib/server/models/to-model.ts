import "server-only";
import { getAddress } from "viem";
import { chargeUp } from "@/lib/domain/payments/charge-up";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { ModelCard, ModelDetail } from "@/lib/schemas/models";
import { WalletCall } from "@/lib/schemas/primitives";
import { EvalReport } from "@/lib/schemas/training";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { reportFor } from "@/lib/server/training/report-for";
import { servedName } from "./served-name";

export const MODEL_INCLUDE = {
  owner: true,
  run: { include: { snapshots: { include: { version: { include: { datanet: true } } } } } },
} satisfies Prisma.ModelInclude;
export type ModelRow = Prisma.ModelGetPayload<{ include: typeof MODEL_INCLUDE }>;

/** A standard call of the marketplace: 500 tokens in, 300 out. */
const STANDARD = { tokensIn: 500, tokensOut: 300 };

export async function toModelCard(row: ModelRow): Promise<ModelCard> {
  const price = { inPer1kWei: weiFromDb(row.inPer1kWei), outPer1kWei: weiFromDb(row.outPer1kWei) };
  const evaluation = row.run.evaluation === null ? null : EvalReport.parse(row.run.evaluation);
  return {
    slug: row.slug,
    name: row.name,
    summary: row.summary,
    state: row.state,
    modelId: row.chainModelId?.toFixed(0) ?? null,
    version: row.version,
    servedName: servedName(row),
    baseModelId: row.baseModelId,
    owner: { address: getAddress(row.owner.address), handle: row.owner.handle },
    price: {
      priceId: row.priceId,
      inPer1kWei: price.inPer1kWei.toString(),
      outPer1kWei: price.outPer1kWei.toString(),
    },
    standardCallWei: chargeUp({ ...STANDARD, ...price }).toString(),
    datanets: row.run.snapshots.map(({ version }) => ({
      slug: version.datanet.slug,
      name: version.datanet.name,
      version: version.number,
    })),
    lift: evaluation && {
      deltaLoss: evaluation.deltaLoss.mean,
      low: evaluation.deltaLoss.low,
      high: evaluation.deltaLoss.high,
    },
    answers: await db().answer.count({ where: { modelId: row.id, state: "ready" } }),
    createdAt: row.createdAt.toISOString(),
  };
}

export async function toModelDetail(row: ModelRow, actor: Actor): Promise<ModelDetail> {
  const longRun = row.longRun as Record<string, number>;
  const people = await db().contributor.findMany({
    where: { contributorId: { in: Object.keys(longRun) } },
    include: { _count: { select: { records: { where: { accepted: true } } } } },
  });
  const index = row.run.index as { records: number; decoys: number; checkpoints: number } | null;
  const viewerIsOwner = actor.account?.id === row.ownerId;
  return {
    ...(await toModelCard(row)),
    runId: row.runId,
    adapterHash: row.adapterHash,
    indexRoot: row.indexRoot,
    attribution: {
      method: "influence",
      payable: true,
      records: index?.records ?? 0,
      decoys: index?.decoys ?? 0,
      checkpoints: index?.checkpoints ?? 0,
      strength: (index?.decoys ?? 0) < 64 ? "weak" : "usual",
    },
    contributors: people
      .map((person) => ({
        contributorId: person.contributorId,
        handle: person.handle,
        records: person._count.records,
        longRunPermille: Math.round((longRun[person.contributorId] ?? 0) / 1_000_000),
      }))
      .sort((a, b) => b.longRunPermille - a.longRunPermille),
    evaluation: await reportFor(row.run, actor),
    txHash: row.txHash,
    withdrawnRows: await db().versionRecord.count({
      where: { version: { runs: { some: { runId: row.runId } } }, record: { withdrawnAt: { not: null } } },
    }),
    viewerIsOwner,
    publish: viewerIsOwner && row.state === "draft" ? WalletCall.parse(row.publishCall) : null,
  };
}
