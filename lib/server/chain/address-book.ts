import "server-only";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Address } from "viem";
import { serverEnv } from "@/lib/env/server-env";
import { type AddressBook, type ContractName, readAddressBook } from "./address-book-file";
import { publicClient } from "./clients";

let cached: Promise<AddressBook> | undefined;

async function load(): Promise<AddressBook> {
  // The local chain's book lies in the state folder; every other chain's is committed under its id.
  const local = join(serverEnv().stateDir, "chain", "address-book.json");
  if (existsSync(local)) return readAddressBook(local);
  const id = await publicClient().getChainId();
  return readAddressBook(join(process.cwd(), "contracts", "deployments", `${id}.json`));
}

/** The instance's contracts, read once per process. @throws Error naming the file when nothing was deployed */
export function addressBook(): Promise<AddressBook> {
  cached ??= load().catch((error) => {
    cached = undefined;
    throw error;
  });
  return cached;
}

export async function contractAddress(name: ContractName): Promise<Address> {
  return (await addressBook()).contracts[name].address;
}
