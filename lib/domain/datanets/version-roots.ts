import canonicalize from "canonicalize";
import { type Hex, keccak256, toBytes } from "viem";
import { buildStandardTree, type StandardTree } from "./standard-merkle";

export const CHUNK_RECORDS = 4096;
const RECORD_LEAF = ["uint256", "bytes32", "bytes32"] as const;
const CHUNK_LEAF = ["uint256", "bytes32", "uint256"] as const;
const CLUSTER_LEAF = ["bytes32", "bytes32"] as const;

export type VersionRow = { commitment: Hex; contributorId: Hex; clusterKey: Hex };
export type VersionRoots = {
  snapshotRoot: Hex;
  clusterRoot: Hex;
  chunks: { root: Hex; count: number; tree: StandardTree }[];
  snapshot: StandardTree;
};

/**
 * Two-step snapshot: chunks of at most 4,096 leaves (position, commitment, contributorId), then a tree over
 * (chunkIndex, chunkRoot, count). Positions are those of the whole version, so a leaf cannot move.
 */
export function versionRoots(rows: readonly VersionRow[]): VersionRoots {
  const chunks: VersionRoots["chunks"] = [];
  for (let start = 0; start < rows.length; start += CHUNK_RECORDS) {
    const part = rows.slice(start, start + CHUNK_RECORDS);
    const tree = buildStandardTree(
      RECORD_LEAF,
      part.map((row, i) => [BigInt(start + i), row.commitment, row.contributorId]),
    );
    chunks.push({ root: tree.root, count: part.length, tree });
  }
  const snapshot = buildStandardTree(
    CHUNK_LEAF,
    chunks.map((chunk, i) => [BigInt(i), chunk.root, BigInt(chunk.count)]),
  );
  const clusters = buildStandardTree(
    CLUSTER_LEAF,
    rows.map((row) => [row.commitment, row.clusterKey]),
  );
  return { snapshotRoot: snapshot.root, clusterRoot: clusters.root, chunks, snapshot };
}

/** keccak256 of the manifest's canonical JSON; it names no storage object, so erasure never changes it. */
export function manifestHash(manifest: object): Hex {
  return keccak256(toBytes(canonicalize(manifest) ?? ""));
}
