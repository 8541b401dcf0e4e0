import "server-only";
import type { Hex } from "viem";
import { clusterRecords } from "@/lib/domain/datanets/cluster-records";
import { comparedText, RecordContent } from "@/lib/domain/datanets/record-content";
import { manifestHash, versionRoots } from "@/lib/domain/datanets/version-roots";
import { AppError } from "@/lib/errors/app-error";
import type { DatanetVersion } from "@/lib/schemas/datanet-versions";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { enqueueIntent } from "@/lib/server/chain/enqueue-intent";
import { db } from "@/lib/server/db/prisma";
import { findDatanetRow } from "./find-datanet-row";
import { toVersion } from "./to-version";

/**
 * Seals the accepted records, in first-come order, into the next immutable version and queues its anchor.
 * @throws AppError precondition_failed when nothing was accepted since the last version
 */
export async function sealVersion(call: { actor: Actor; slug: string }): Promise<DatanetVersion> {
  const account = requireAccount(call.actor);
  const datanet = await findDatanetRow(call.slug, call.actor);
  if (datanet.ownerId !== account.id) throw new AppError("forbidden", "Only the owner publishes a version.");
  const records = await db().datanetRecord.findMany({
    where: { datanetId: datanet.id, accepted: true },
    include: { contributor: true, contribution: true },
    orderBy: [{ contribution: { submittedAt: "asc" } }, { contributionId: "asc" }, { position: "asc" }],
  });
  const last = await db().datanetVersion.findFirst({
    where: { datanetId: datanet.id },
    orderBy: { number: "desc" },
  });
  if (records.length === 0) {
    throw new AppError(
      "precondition_failed",
      "No accepted rows yet. Contribute rows or accept waiting ones first.",
      { reason: "empty_version" },
    );
  }
  const clusters = clusterRecords(records.map((record) => comparedText(RecordContent.parse(record.content))));
  const commitmentOf = (index: number) => records[index]?.commitment as Hex;
  const roots = versionRoots(
    records.map((record, i) => ({
      commitment: record.commitment as Hex,
      contributorId: record.contributor.contributorId as Hex,
      clusterKey: commitmentOf(clusters[i]?.cluster ?? i),
    })),
  );
  if (last?.snapshotRoot === roots.snapshotRoot) {
    throw new AppError(
      "precondition_failed",
      `Version ${last.number} already holds exactly these ${records.length} rows.`,
      { reason: "unchanged" },
    );
  }
  const number = (last?.number ?? 0) + 1;
  const manifest = {
    v: 1,
    datanetKey: datanet.datanetKey,
    number,
    parent: last?.snapshotRoot ?? null,
    snapshotRoot: roots.snapshotRoot,
    clusterRoot: roots.clusterRoot,
    count: records.length,
    licence: datanet.spdxId,
    methods: { dedup: "dedup-1", licence: "licence-1" },
  };
  const hash = manifestHash(manifest);
  const version = await db().$transaction(
    async (tx) => {
      const row = await tx.datanetVersion.create({
        data: {
          datanetId: datanet.id,
          number,
          snapshotRoot: roots.snapshotRoot,
          clusterRoot: roots.clusterRoot,
          manifest,
          manifestHash: hash,
          recordCount: records.length,
          clusterCount: clusters.filter((cluster) => cluster.leader).length,
          contributorCount: new Set(records.map((record) => record.contributorRef)).size,
        },
      });
      const rows = records.map((record, position) => ({
        versionId: row.id,
        position,
        recordId: record.id,
        cluster: clusters[position]?.cluster ?? position,
        leader: clusters[position]?.leader ?? true,
      }));
      for (let i = 0; i < rows.length; i += 5000)
        await tx.versionRecord.createMany({ data: rows.slice(i, i + 5000) });
      await enqueueIntent(tx, {
        key: `anchor-version:${row.id}`,
        lane: "relayer",
        contract: "DatanetRegistry",
        functionName: "anchorVersion",
        args: [
          {
            datanetKey: datanet.datanetKey as Hex,
            number,
            snapshotRoot: roots.snapshotRoot,
            clusterRoot: roots.clusterRoot,
            count: records.length,
            licenceHash: datanet.licenceHash as Hex,
            manifestHash: hash,
          },
        ],
      });
      return row;
    },
    { timeout: 120_000 },
  );
  return toVersion(version);
}
