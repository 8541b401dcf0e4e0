import "server-only";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Address } from "viem";
import { serverEnv } from "@/lib/env/server-env";
import { type AddressBook, type ContractName, readAddressBook } from "./address-book-file";
import { publicClient } from "./clients";

let cached: AddressBook | undefined;

/** Where the local chain's book lies inside the state folder. */
export function localAddressBookPath(stateDir: string): string {
  return join(stateDir, "chain", "address-book.json");
}

/**
 * The addresses of this instance's contracts: the state folder's book on the local chain, else the committed one.
 * @throws Error naming the missing file.
 */
export async function addressBook(): Promise<AddressBook> {
  if (cached) return cached;
  const local = localAddressBookPath(serverEnv().stateDir);
  if (existsSync(local)) {
    cached = await readAddressBook(local);
  } else {
    const id = await publicClient().getChainId();
    cached = await readAddressBook(join("contracts", "deployments", `${id}.json`));
  }
  return cached;
}

export async function contractAddress(name: ContractName): Promise<Address> {
  return (await addressBook()).contracts[name].address;
}
