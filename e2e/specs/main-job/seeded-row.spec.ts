import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { Hex } from "viem";
import { commitRecord } from "../../../lib/domain/datanets/record-content";
import { standardLeafHash, verifyStandardProof } from "../../../lib/domain/datanets/standard-merkle";
import { datanetRegistryAbi } from "../../../lib/generated/abis/datanet-registry";
import { RecordProof } from "../../../lib/schemas/datanet-versions";
import { chainClient, contractAddress, status } from "../../fixtures/instance";

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

test("the exported proof is verified by a command that asks only a node and a registry", async ({
  request,
}, testInfo) => {
  const page = await (await request.get(`/api/v1/datanets/${SLUG}/records?limit=1`)).json();
  const proof = await (
    await request.get(`/api/v1/datanets/${SLUG}/records/${page.items[0].id}/proof`)
  ).json();
  const { chain } = await status();
  const verify = (content: RecordProof, registry: string) => {
    const file = testInfo.outputPath("row.proof.json");
    writeFileSync(file, JSON.stringify(content));
    const args = ["scripts/run.mjs", "scripts/verify.ts", "record", file, "--rpc", chain.rpcUrl];
    return spawnSync(process.execPath, [...args, "--registry", registry], { encoding: "utf8" });
  };
  const registry = contractAddress("DatanetRegistry");

  const honest = verify(proof, registry);
  expect(honest.stdout, honest.stderr).toContain("The row is proven.");
  expect(honest.status).toBe(0);

  const tampered = verify({ ...proof, recordBytes: proof.recordBytes.replace(/[a-z]/, "_") }, registry);
  expect(tampered.stdout).toContain("✗ the commitment lies under its batch's root");
  expect(tampered.status).toBe(1);

  // A proof that is right in itself, under roots that this chain never saw.
  const invented = verify({ ...proof, datanetKey: `0x${"11".repeat(32)}` }, registry);
  expect(invented.stdout).toContain("✗ the batch's root is anchored");
  expect(invented.status).toBe(1);

  const elsewhere = verify(proof, contractAddress("OpenToken"));
  expect(elsewhere.status).toBe(2);
  expect(elsewhere.stderr).toContain("is it a DatanetRegistry of that chain?");
});
