import "server-only";
import type { PublicClient } from "viem";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { db } from "@/lib/server/db/prisma";
import { addressBook } from "./address-book";
import type { AddressBook } from "./address-book-file";
import { publicClient } from "./clients";
import { type ChainTunables, chainTunables } from "./tunables";

/** What sender and indexer work with; tests bring their own. */
export interface ChainContext {
  db: PrismaClient;
  client: PublicClient;
  book: AddressBook;
  tunables: ChainTunables;
}

/** The context of this process, from its environment and address book. */
export async function chainContext(): Promise<ChainContext> {
  const book = await addressBook();
  return { db: db(), client: publicClient(), book, tunables: chainTunables(book.chainId) };
}
