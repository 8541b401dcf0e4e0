import "server-only";
import { readFile } from "node:fs/promises";
import { z } from "zod";

/** The only place where contract addresses come from; `scripts/chain/deploy.ts` writes it. */

/** In deploy order: each needs only addresses of those before it. */
export const CONTRACT_NAMES = [
  "OpenToken",
  "GOpen",
  "Timelock",
  "OpenGovernor",
  "PolicyBook",
  "Staking",
  "DatanetRegistry",
  "ModelRegistry",
  "RoyaltyLedger",
  "ReceiptChecker",
  "InferenceMeter",
  "Disputes",
  "FaultProver",
  "TrainingEscrow",
  "AgentRegistry",
] as const;
export type ContractName = (typeof CONTRACT_NAMES)[number];

const hex = z.custom<`0x${string}`>((value) => typeof value === "string" && /^0x[0-9a-fA-F]+$/.test(value));

const Deployed = z.object({
  address: hex,
  /** keccak256 of the code found at the address. */
  codeHash: hex,
  /** Null when another run deployed it and its book was lost. */
  txHash: hex.nullable(),
  /** Constructor arguments, integers as decimal strings. */
  args: z.array(z.unknown()),
});

const AddressBookShape = z.object({
  chainId: z.int(),
  /** Hash of block 1, which the deployment itself mines on a local chain. */
  firstBlockHash: hex,
  /** First block the indexer has to read. */
  startBlock: z.int(),
  /** Git commit the contracts were compiled from; null outside a repository. */
  commit: z.string().nullable(),
  /** Which column of parameters was used. */
  profile: z.enum(["local", "real"]),
  contracts: z.record(z.enum(CONTRACT_NAMES), Deployed),
});
export type AddressBook = z.infer<typeof AddressBookShape>;

/** @throws Error naming the file when it is absent or not an address book. */
export async function readAddressBook(path: string): Promise<AddressBook> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new Error(`No contract addresses: ${path} cannot be read. Deploy the contracts first.`, { cause });
  }
  const parsed = AddressBookShape.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error(`${path} is not a contract address book: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
