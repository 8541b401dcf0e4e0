import "server-only";
import { encodeFunctionData, type Hex } from "viem";
import { AdapterManifest } from "@/lib/domain/compute/check-adapter";
import { AppError } from "@/lib/errors/app-error";
import { modelRegistryAbi } from "@/lib/generated/abis/model-registry";
import { JobRow } from "@/lib/schemas/jobs";
import type { CreateModelBody, ModelDetail } from "@/lib/schemas/models";
import { TrainingPlan } from "@/lib/schemas/training";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainId } from "@/lib/server/chain/chain-id";
import { db } from "@/lib/server/db/prisma";
import { readBlob } from "@/lib/server/storage/blob-store";
import { findRunRow } from "@/lib/server/training/find-run-row";
import { findSweep } from "@/lib/server/training/find-sweep";
import { publishability } from "@/lib/server/training/publishability";
import { MODEL_INCLUDE, toModelDetail } from "./to-model";

const BILLION = 1_000_000_000;

/** Long-run shares start as each contributor's part of the trained clusters. */
async function startingShares(rowsBlob: string): Promise<Record<string, number>> {
  const lines = (await readBlob(rowsBlob)).toString("utf8").split("\n").filter(Boolean);
  const trained = lines
    .map((line) => JobRow.parse(JSON.parse(line)))
    .filter((row) => row.leader && row.split === "train");
  const counts = new Map<string, number>();
  for (const row of trained) counts.set(row.contributorId, (counts.get(row.contributorId) ?? 0) + 1);
  return Object.fromEntries(
    [...counts].map(([id, count]) => [id, Math.floor((count / trained.length) * BILLION)]),
  );
}

/**
 * Prepares the one transaction that makes a finished run an asset: the owner's wallet sends `publish` with version,
 * price and lineage. Preparing again with other words replaces the draft.
 */
export async function createModel(call: { actor: Actor; input: CreateModelBody }): Promise<ModelDetail> {
  const account = requireAccount(call.actor);
  const { input } = call;
  const run = await findRunRow(input.runId);
  if (!run || run.accountId !== account.id) throw new AppError("not_found", "There is no such run of yours.");
  if (run.model && run.model.state !== "draft" && run.model.state !== "failed")
    throw new AppError("conflict", "This run is published already.");
  const reason = publishability({ ...run, model: null }, await findSweep(run.sweepId));
  if (reason) throw new AppError("precondition_failed", reason);
  const taken = await db().model.findUnique({ where: { slug: input.slug } });
  if (taken && taken.runId !== run.id) {
    throw new AppError("conflict", `The address "${input.slug}" is taken. Choose another.`, {
      invalidParams: [{ name: "slug", reason: "taken" }],
    });
  }
  const manifest = AdapterManifest.parse(
    JSON.parse((await readBlob(run.adapterHash as string)).toString("utf8")),
  );
  const plan = TrainingPlan.parse(run.plan);
  const bytes32 = (sha: string): Hex => `0x${sha}`;
  const version = {
    manifestHash: bytes32(run.runManifest ?? run.planHash),
    adapterHash: bytes32(run.adapterHash as string),
    baseHash: bytes32(manifest.base),
    indexRoot: bytes32(run.indexRoot as string),
    datanetKeys: plan.data.map((data) => data.datanetKey as Hex),
    snapshotRoots: plan.data.map((data) => data.snapshotRoot as Hex),
  };
  const price = { inPer1k: BigInt(input.inPer1kWei), outPer1k: BigInt(input.outPer1kWei) };
  const publishCall = {
    chainId: await chainId(),
    to: await contractAddress("ModelRegistry"),
    contract: "ModelRegistry",
    functionName: "publish",
    data: encodeFunctionData({
      abi: modelRegistryAbi,
      functionName: "publish",
      args: [input.slug, version, price, []],
    }),
  };
  const data = {
    slug: input.slug,
    name: input.name,
    summary: input.summary,
    state: "draft" as const,
    inPer1kWei: input.inPer1kWei,
    outPer1kWei: input.outPer1kWei,
    adapterHash: run.adapterHash as string,
    indexRoot: run.indexRoot as string,
    publishCall,
    longRun: await startingShares(run.rowsAll),
  };
  const row = await db().model.upsert({
    where: { runId: run.id },
    update: data,
    create: { ...data, runId: run.id, ownerId: account.id, baseModelId: run.baseModelId },
    include: MODEL_INCLUDE,
  });
  return toModelDetail(row, call.actor);
}
