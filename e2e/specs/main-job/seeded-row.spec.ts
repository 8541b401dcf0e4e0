import { expect, test } from "@playwright/test";
import type { Hex } from "viem";
import { commitRecord } from "../../../lib/domain/datanets/record-content";
import { standardLeafHash, verifyStandardProof } from "../../../lib/domain/datanets/standard-merkle";
import { datanetRegistryAbi } from "../../../lib/generated/abis/datanet-registry";
import { RecordProof } from "../../../lib/schemas/datanets";
import { chainClient, contractAddress } from "../../fixtures/instance";

const SLUG = "modelfactory-handbook";

test("a seeded row opens against the roots on the chain, and a changed one does not", async ({ request }) => {
  const page = await (await request.get(`/api/v1/datanets/${SLUG}/records?limit=1`)).json();
  const [record] = page.items as { id: string }[];
  const answer = await request.get(`/api/v1/datanets/${SLUG}/records/${record?.id}/proof`);
  const proof = RecordProof.parse(await answer.json());
  const { version } = proof;
  if (!version) throw new Error("The row is in no anchored version.");

  const opens = (recordBytes: string): boolean => {
    const commitment = commitRecord(proof.salt as Hex, recordBytes);
    const leaf = (position: number) =>
      standardLeafHash(
        ["uint256", "bytes32", "bytes32"],
        [BigInt(position), commitment, proof.contributorId],
      );
    const chunk = standardLeafHash(
      ["uint256", "bytes32", "uint256"],
      [BigInt(version.chunkIndex), version.chunkRoot, BigInt(version.chunkCount)],
    );
    return (
      verifyStandardProof(proof.batch.root as Hex, leaf(proof.batch.position), proof.batch.proof as Hex[]) &&
      verifyStandardProof(version.chunkRoot as Hex, leaf(version.position), version.chunkProof as Hex[]) &&
      verifyStandardProof(version.snapshotRoot as Hex, chunk, version.snapshotProof as Hex[])
    );
  };
  expect(opens(proof.recordBytes)).toBe(true);
  expect(opens(proof.recordBytes.replace(/[a-z]/, "_"))).toBe(false);

  // The roots are the chain's, not the proof's word.
  const client = await chainClient();
  const registry = { address: contractAddress("DatanetRegistry"), abi: datanetRegistryAbi } as const;
  const key = proof.datanetKey as Hex;
  const onChain = await client.readContract({
    ...registry,
    functionName: "versionOf",
    args: [key, version.snapshotRoot as Hex],
  });
  expect(onChain).toBe(version.number);
  const batches = await client.getContractEvents({
    ...registry,
    eventName: "BatchAnchored",
    args: { datanetKey: key },
    fromBlock: 0n,
  });
  expect(batches.map((batch) => batch.args.root)).toContain(proof.batch.root);
});
