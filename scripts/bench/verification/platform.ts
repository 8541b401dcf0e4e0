import { randomBytes } from "node:crypto";
import { createWalletClient, type Hex, http, keccak256, parseEther } from "viem";
import type { RecordContent } from "@/lib/domain/datanets/record-content";
import { commitRecord, recordBytes } from "@/lib/domain/datanets/record-content";
import { versionRoots } from "@/lib/domain/datanets/version-roots";
import { openTokenAbi } from "@/lib/generated/abis/open-token";
import type { Account } from "@/lib/schemas/accounts";
import { contractAddress } from "@/lib/server/chain/address-book";
import { chainContext } from "@/lib/server/chain/chain-context";
import { type ChainStack, startChainStack } from "@/lib/server/chain/chain-stack";
import { driveLane } from "@/lib/server/chain/drive-lane";
import { ingestLogs } from "@/lib/server/chain/ingest-logs";
import { mineUntilFinal } from "@/lib/server/chain/keeper/mine-until-final";
import { LANES } from "@/lib/server/chain/lanes";
import { localDemoAccount } from "@/lib/server/chain/local-keys";
import { ALL_PROJECTORS } from "@/lib/server/chain/projections/all-projectors";
import { roleAccount } from "@/lib/server/chain/roles";
import { db } from "@/lib/server/db/prisma";
import { drawAudits } from "@/lib/server/training/draw-audits";
import { readHandbook } from "../../seed/handbook";

export const SLUG = "handbook";
const hex32 = () => `0x${randomBytes(32).toString("hex")}` as Hex;

/** The platform's own operations on a database and a chain of their own, with one Datanet and one paying client. */
export type Platform = {
  stack: ChainStack;
  client: ReturnType<typeof localDemoAccount>;
  account: Account;
  /** What the keeper's loops do, once through. */
  tick: () => Promise<void>;
};

export async function startPlatform(): Promise<Platform> {
  const stack = await startChainStack();
  const client = localDemoAccount(stack.mnemonic, 1);
  const row = await db().account.create({
    data: { address: client.address.toLowerCase(), handle: "client" },
  });
  await seedDatanet(row.id);
  const context = await chainContext();
  const treasury = createWalletClient({
    account: roleAccount("treasury"),
    transport: http(stack.rpcUrl),
  });
  await treasury.writeContract({
    address: await contractAddress("OpenToken"),
    abi: openTokenAbi,
    functionName: "transfer",
    args: [client.address, parseEther("100000")],
    chain: null,
  });
  const tick = async () => {
    for (const lane of LANES) await driveLane(context, lane, roleAccount(lane));
    while (await ingestLogs(context, ALL_PROJECTORS));
    await mineUntilFinal(context);
    await drawAudits();
  };
  return {
    stack,
    client,
    account: { id: row.id, address: row.address, handle: row.handle } as Account,
    tick,
  };
}

/** The handbook's rows as one anchored version; how rows get in is another test's matter. */
async function seedDatanet(ownerId: string): Promise<void> {
  const rows = readHandbook();
  const [datanetKey, contributorId] = [hex32(), hex32()];
  const datanet = await db().datanet.create({
    data: {
      slug: SLUG,
      ownerId,
      name: "Handbook",
      summary: "",
      card: "",
      kind: "pair",
      spdxId: "CC-BY-4.0",
      licenceHash: hex32(),
      datanetKey,
      state: "published",
    },
  });
  const contributor = await db().contributor.create({
    data: { datanetId: datanet.id, handle: "hand", personCommitment: hex32(), contributorId },
  });
  const contribution = await db().contribution.create({
    data: {
      datanetId: datanet.id,
      authorId: ownerId,
      contributorRef: contributor.id,
      state: "accepted",
      filename: "handbook.jsonl",
      format: "jsonl",
    },
  });
  const records = rows.map(({ question, answer }, position) => {
    const content: RecordContent = {
      kind: "pair",
      fields: { prompt: question, completion: answer },
      meta: {},
    };
    const salt = hex32();
    return { position, content, salt, commitment: commitRecord(salt, recordBytes(content)) };
  });
  await db().datanetRecord.createMany({
    data: records.map((record) => ({
      ...record,
      id: `record-${record.position}`,
      datanetId: datanet.id,
      contributionId: contribution.id,
      contributorRef: contributor.id,
      textHash: keccak256(record.commitment),
      accepted: true,
    })),
  });
  const roots = versionRoots(
    records.map(({ commitment }) => ({ commitment, contributorId, clusterKey: commitment })),
  );
  const version = await db().datanetVersion.create({
    data: {
      datanetId: datanet.id,
      number: 1,
      state: "anchored",
      snapshotRoot: roots.snapshotRoot,
      clusterRoot: roots.clusterRoot,
      manifest: {},
      manifestHash: hex32(),
      recordCount: records.length,
      clusterCount: records.length,
      contributorCount: 1,
    },
  });
  await db().versionRecord.createMany({
    data: records.map(({ position }) => ({
      versionId: version.id,
      position,
      recordId: `record-${position}`,
      cluster: position,
      leader: true,
    })),
  });
}
