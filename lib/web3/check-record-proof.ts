import type { Hex } from "viem";
import { commitRecord } from "@/lib/domain/datanets/record-content";
import { standardLeafHash, verifyStandardProof } from "@/lib/domain/datanets/standard-merkle";
import type { RecordProof } from "@/lib/schemas/datanets";

const RECORD_LEAF = ["uint256", "bytes32", "bytes32"] as const;
const CHUNK_LEAF = ["uint256", "bytes32", "uint256"] as const;

export type RecordCheck = {
  step: "commitment" | "batchProof" | "chunkProof" | "snapshotProof";
  passed: boolean;
};

/** Recomputes one row up to its two roots, in this browser; nothing is taken from the server but the proof. */
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
