import "server-only";
import { encodeFunctionData, getAddress, type Hex } from "viem";
import { findLicence, licenceFlags } from "@/lib/domain/datanets/licences";
import { datanetRegistryAbi } from "@/lib/generated/abis/datanet-registry";
import type { Account, Datanet as DatanetRow } from "@/lib/generated/prisma/client";
import type { Datanet, DatanetCard } from "@/lib/schemas/datanets";
import type { WalletCall } from "@/lib/schemas/primitives";
import type { Actor } from "@/lib/server/auth/actor";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainId } from "@/lib/server/chain/chain-id";
import { roleAddress } from "@/lib/server/chain/roles";
import { db } from "@/lib/server/db/prisma";
import { purposeOfViewer } from "./access/purpose-of-viewer";
import { paidToDatanet } from "./paid-to-datanet";

type Row = DatanetRow & { owner: Account };

export async function toDatanetCard(row: Row): Promise<DatanetCard> {
  const [version, contributors, models, paidWei] = await Promise.all([
    db().datanetVersion.findFirst({
      where: { datanetId: row.id, state: "anchored" },
      orderBy: { number: "desc" },
    }),
    db().contributor.count({ where: { datanetId: row.id, records: { some: { accepted: true } } } }),
    db().model.count({
      where: { state: "published", run: { snapshots: { some: { version: { datanetId: row.id } } } } },
    }),
    paidToDatanet(row.id),
  ]);
  return {
    slug: row.slug,
    name: row.name,
    summary: row.summary,
    kind: row.kind as DatanetCard["kind"],
    spdxId: row.spdxId,
    owner: { address: getAddress(row.owner.address), handle: row.owner.handle },
    state: row.state,
    access: row.access,
    records:
      version?.recordCount ??
      (await db().datanetRecord.count({ where: { datanetId: row.id, accepted: true } })),
    contributors,
    latestVersion: version?.number ?? null,
    models,
    paidWei: paidWei.toString(),
    createdAt: row.createdAt.toISOString(),
  };
}

/** The owner's one transaction: the Datanet opens under his address, with the keeper as anchorer. */
async function publishCall(row: Row): Promise<WalletCall> {
  const licence = findLicence(row.spdxId);
  const owner = getAddress(row.owner.address);
  return {
    chainId: await chainId(),
    to: await contractAddress("DatanetRegistry"),
    contract: "DatanetRegistry",
    functionName: "createDatanet",
    data: encodeFunctionData({
      abi: datanetRegistryAbi,
      functionName: "createDatanet",
      args: [
        row.datanetKey as Hex,
        row.licenceHash as Hex,
        licenceFlags(licence),
        owner,
        roleAddress("relayer"),
      ],
    }),
  };
}

export async function toDatanet(row: Row, actor: Actor): Promise<Datanet> {
  const licence = findLicence(row.spdxId);
  if (!licence) throw new Error(`The stored licence ${row.spdxId} is not in the table.`);
  const viewerIsOwner = actor.account?.id === row.ownerId;
  const newest = await db().datanetVersion.findFirst({
    where: { datanetId: row.id },
    orderBy: { number: "desc" },
    select: { id: true },
  });
  const [pending, unsealed, withdrawn] = await Promise.all([
    db().contribution.count({ where: { datanetId: row.id, state: "in_review" } }),
    db().datanetRecord.count({
      where: {
        datanetId: row.id,
        accepted: true,
        ...(newest && { versions: { none: { versionId: newest.id } } }),
      },
    }),
    newest
      ? db().versionRecord.count({ where: { versionId: newest.id, record: { withdrawnAt: { not: null } } } })
      : 0,
  ]);
  return {
    ...(await toDatanetCard(row)),
    card: row.card,
    guidelines: row.guidelines,
    languages: row.languages,
    datanetKey: row.datanetKey,
    licence,
    viewerIsOwner,
    viewerMay: await purposeOfViewer(row, actor),
    txHash: row.txHash,
    publish: viewerIsOwner && row.state === "draft" ? await publishCall(row) : null,
    pendingContributions: pending,
    unsealed,
    withdrawn,
  };
}
