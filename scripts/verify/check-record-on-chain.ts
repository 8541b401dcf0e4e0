import { type Address, createPublicClient, type Hex, http } from "viem";
import { checkRecordProof } from "@/lib/domain/datanets/check-record-proof";
import { datanetRegistryAbi } from "@/lib/generated/abis/datanet-registry";
import type { RecordProof } from "@/lib/schemas/datanet-versions";

export type ChainCheck = { says: string; passed: boolean };

const STEPS = {
  commitment: "the row and its salt hash to the commitment",
  batchProof: "the commitment lies under its batch's root",
  chunkProof: "the commitment lies under its chunk's root",
  snapshotProof: "the chunk lies under the version's root",
} as const;

/**
 * Checks one exported proof against a registry that the caller names: the proof's own arithmetic, then what the
 * chain says about both roots. Nothing but the node at `rpcUrl` is asked, and no address is taken from the proof.
 *
 * @throws when the node does not answer or `registry` is not a DatanetRegistry
 */
export async function checkRecordOnChain(call: {
  proof: RecordProof;
  rpcUrl: string;
  registry: Address;
}): Promise<{ checks: ChainCheck[]; chainId: number; block: bigint }> {
  const client = createPublicClient({ transport: http(call.rpcUrl) });
  const { batch, version, contributorId } = call.proof;
  const key = call.proof.datanetKey as Hex;
  const [chainId, block] = await Promise.all([client.getChainId(), client.getBlockNumber()]);
  // One block for every reading, so that a reorganisation in between cannot mix two histories.
  const at = { address: call.registry, abi: datanetRegistryAbi, blockNumber: block } as const;
  const batchId = await client.readContract({
    ...at,
    functionName: "batchIdOf",
    args: [key, batch.root as Hex],
  });
  const word = [key, batchId, Math.floor(batch.position / 256)] as const;
  const [[, owner, count], accepted, withdrawn] = await Promise.all([
    client.readContract({ ...at, functionName: "batches", args: [key, batchId] }),
    client.readContract({ ...at, functionName: "accepted", args: word }),
    client.readContract({ ...at, functionName: "withdrawn", args: word }),
  ]);
  const bit = 1n << BigInt(batch.position % 256);
  const checks: ChainCheck[] = [
    ...checkRecordProof(call.proof).map(({ step, passed }) => ({ says: STEPS[step], passed })),
    {
      says: `the batch's root is anchored (batch ${batchId})`,
      passed: batchId !== 0 && batch.position < count,
    },
    { says: "the batch is this contributor's", passed: owner.toLowerCase() === contributorId.toLowerCase() },
    { says: "the row was accepted", passed: (accepted & bit) !== 0n },
    { says: "the row was not withdrawn", passed: (withdrawn & bit) === 0n },
  ];
  if (version) {
    const args = [key, version.snapshotRoot as Hex] as const;
    const number = await client.readContract({ ...at, functionName: "versionOf", args });
    checks.push({
      says: `the version's root is anchored as version ${version.number}`,
      passed: number === version.number,
    });
  }
  return { checks, chainId, block };
}
