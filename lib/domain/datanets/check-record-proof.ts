import type { Hex } from "viem";
import type { RecordProof } from "@/lib/schemas/datanet-versions";
import { commitRecord } from "./record-content";
import { standardLeafHash, verifyStandardProof } from "./standard-merkle";

const RECORD_LEAF = ["uint256", "bytes32", "bytes32"] as const;
const CHUNK_LEAF = ["uint256", "bytes32", "uint256"] as const;

export type RecordCheck = {
  step: "commitment" | "batchProof" | "chunkProof" | "snapshotProof";
  passed: boolean;
};

/**
 * Recomputes one row up to its two roots from the proof alone. It says that the roots hold the row; whether the
 * roots are the chain's is for the caller to ask a node he trusts.
 */
export function checkRecordProof(proof: RecordProof): RecordCheck[] {
  const commitment = commitRecord(proof.salt as Hex, proof.recordBytes);
  const leafAt = (position: number) =>
    standardLeafHash(RECORD_LEAF, [BigInt(position), commitment, proof.contributorId]);
  const checks: RecordCheck[] = [
    { step: "commitment", passed: commitment === proof.commitment },
    {
      step: "batchProof",
      passed: verifyStandardProof(
        proof.batch.root as Hex,
        leafAt(proof.batch.position),
        proof.batch.proof as Hex[],
      ),
    },
  ];
  const { version } = proof;
  if (!version) return checks;
  const chunkLeaf = standardLeafHash(CHUNK_LEAF, [
    BigInt(version.chunkIndex),
    version.chunkRoot,
    BigInt(version.chunkCount),
  ]);
  return [
    ...checks,
    {
      step: "chunkProof",
      passed: verifyStandardProof(
        version.chunkRoot as Hex,
        leafAt(version.position),
        version.chunkProof as Hex[],
      ),
    },
    {
      step: "snapshotProof",
      passed: verifyStandardProof(version.snapshotRoot as Hex, chunkLeaf, version.snapshotProof as Hex[]),
    },
  ];
}
