import "server-only";
import { getAddress } from "viem";
import type { Account } from "@/lib/schemas/accounts";
import { db } from "@/lib/server/db/prisma";
import { toAccount } from "./to-account";

/** The account of a wallet; made at its first sign-in. `handle` is used only when the row is made. */
export async function findOrCreateAccount(address: string, handle?: string): Promise<Account> {
  const key = address.toLowerCase();
  const shown = getAddress(address);
  const row = await db().account.upsert({
    where: { address: key },
    update: {},
    create: { address: key, handle: handle ?? `${shown.slice(0, 6)}…${shown.slice(-4)}` },
  });
  return toAccount(row);
}
