import "server-only";
import type { Address } from "viem";
import type { z } from "zod";
import { inferenceMeterAbi } from "@/lib/generated/abis/inference-meter";
import type { Credit } from "@/lib/schemas/payments";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { contractAddress } from "@/lib/server/chain/address-book";
import { publicClient } from "@/lib/server/chain/clients";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { listSessions } from "./list-sessions";
import { walletBalance } from "./wallet-balance";

/** Wallet, free credit (both from the chain), what open sessions hold, and what was spent. */
export async function getCredit(call: { actor: Actor }): Promise<z.infer<typeof Credit>> {
  const account = requireAccount(call.actor);
  const address = account.address as Address;
  const [walletWei, creditWei, sessions, rows] = await Promise.all([
    walletBalance(address),
    publicClient().readContract({
      address: await contractAddress("InferenceMeter"),
      abi: inferenceMeterAbi,
      functionName: "credit",
      args: [address],
    }),
    listSessions(call),
    db().spendingSession.findMany({ where: { accountId: account.id } }),
  ]);
  const held = rows
    .filter((row) => row.state === "open" || row.state === "frozen")
    .reduce((sum, row) => sum + weiFromDb(row.capWei) - weiFromDb(row.spentWei), 0n);
  const spent = rows.reduce((sum, row) => sum + weiFromDb(row.spentWei), 0n);
  return {
    address,
    walletWei: walletWei.toString(),
    creditWei: creditWei.toString(),
    heldWei: held.toString(),
    spentWei: spent.toString(),
    sessions: sessions.items,
  };
}
