import "server-only";
import type { DatanetVersion as VersionRow } from "@/lib/generated/prisma/client";
import type { DatanetVersion } from "@/lib/schemas/datanet-versions";

export function toVersion(row: VersionRow): DatanetVersion {
  return {
    number: row.number,
    state: row.state,
    snapshotRoot: row.snapshotRoot,
    clusterRoot: row.clusterRoot,
    manifestHash: row.manifestHash,
    records: row.recordCount,
    clusters: row.clusterCount,
    contributors: row.contributorCount,
    txHash: row.txHash,
    createdAt: row.createdAt.toISOString(),
  };
}
