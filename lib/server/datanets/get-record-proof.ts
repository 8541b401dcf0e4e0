import "server-only";
import type { Hex } from "viem";
import { RecordContent, recordBytes } from "@/lib/domain/datanets/record-content";
import { buildStandardTree } from "@/lib/domain/datanets/standard-merkle";
import { CHUNK_RECORDS, versionRoots } from "@/lib/domain/datanets/version-roots";
import { AppError } from "@/lib/errors/app-error";
import type { RecordProof } from "@/lib/schemas/datanet-versions";
import type { Actor } from "@/lib/server/auth/actor";
import { chainId } from "@/lib/server/chain/chain-id";
import { db } from "@/lib/server/db/prisma";
import { requireAccess } from "./access/require-access";
import { findDatanetRow } from "./find-datanet-row";

/**
 * Everything that opens one row against its batch root and its newest anchored version's root.
 * @throws AppError not_found | forbidden
 */
export async function getRecordProof(call: {
  actor: Actor;
  slug: string;
  recordId: string;
}): Promise<RecordProof> {
  const datanet = await findDatanetRow(call.slug, call.actor);
  const record = await db().datanetRecord.findFirst({
    where: { id: call.recordId, datanetId: datanet.id, contribution: { batchId: { not: null } } },
    include: { contributor: true, contribution: true },
  });
  if (!record) throw new AppError("not_found", "There is no such anchored row in this Datanet.");
  // Whoever wrote it may always show that it was taken, and when.
  const own =
    record.contributor.accountId !== null && record.contributor.accountId === call.actor.account?.id;
  if (!own) await requireAccess(datanet, call.actor, "read");
  if (record.erasedAt || (record.withdrawnAt && !own))
    throw new AppError(
      "not_found",
      "This row was withdrawn. Its commitment stays in the roots; its text is not shown.",
    );
  const siblings = await db().datanetRecord.findMany({
    where: { contributionId: record.contributionId },
    orderBy: { position: "asc" },
  });
  const batch = buildStandardTree(
    ["uint256", "bytes32", "bytes32"],
    siblings.map((row) => [BigInt(row.position), row.commitment, record.contributor.contributorId]),
  );
  const member = await db().versionRecord.findFirst({
    where: { recordId: record.id, version: { state: "anchored" } },
    include: { version: true },
    orderBy: { version: { number: "desc" } },
  });
  return {
    v: 1,
    chainId: await chainId(),
    datanetKey: datanet.datanetKey,
    recordBytes: recordBytes(RecordContent.parse(record.content)),
    salt: record.salt,
    commitment: record.commitment,
    contributorId: record.contributor.contributorId,
    batch: {
      root: batch.root,
      position: record.position,
      proof: batch.proofOf(record.position),
      txHash: record.contribution.txHash,
    },
    version: member ? await versionProof(member.versionId, member.position, member.version) : null,
  };
}

async function versionProof(
  versionId: string,
  position: number,
  version: { number: number; txHash: string | null },
): Promise<RecordProof["version"]> {
  const rows = await db().versionRecord.findMany({
    where: { versionId },
    include: { record: { include: { contributor: true } } },
    orderBy: { position: "asc" },
  });
  const commitmentAt = new Map(rows.map((row) => [row.position, row.record.commitment as Hex]));
  const roots = versionRoots(
    rows.map((row) => ({
      commitment: row.record.commitment as Hex,
      contributorId: row.record.contributor.contributorId as Hex,
      clusterKey: commitmentAt.get(row.cluster) ?? (row.record.commitment as Hex),
    })),
  );
  const chunkIndex = Math.floor(position / CHUNK_RECORDS);
  const chunk = roots.chunks[chunkIndex];
  if (!chunk) throw new Error(`Version ${versionId} has no chunk ${chunkIndex}.`);
  return {
    number: version.number,
    snapshotRoot: roots.snapshotRoot,
    position,
    chunkIndex,
    chunkRoot: chunk.root,
    chunkCount: chunk.count,
    chunkProof: chunk.tree.proofOf(position - chunkIndex * CHUNK_RECORDS),
    snapshotProof: roots.snapshot.proofOf(chunkIndex),
    txHash: version.txHash,
  };
}
