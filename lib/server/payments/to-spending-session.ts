import "server-only";
import { getAddress } from "viem";
import type { SpendingSession as Row } from "@/lib/generated/prisma/client";
import type { SpendingSession } from "@/lib/schemas/payments";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";

/** A session whose opening transaction cannot go through says so, with the contract's own reason. */
async function openingTrouble(sessionId: string): Promise<string | null> {
  const intent = await db().chainIntent.findUnique({ where: { key: `open-session:${sessionId}` } });
  const error = intent?.error as { sentence?: string; remedy?: string } | null | undefined;
  return error ? [error.sentence, error.remedy].filter(Boolean).join(" ") : null;
}

export async function toSpendingSession(row: Row): Promise<SpendingSession> {
  const spent = weiFromDb(row.spentWei);
  const over = row.state === "open" && row.expiresAt < new Date();
  return {
    sessionId: row.sessionId,
    signer: getAddress(row.signer),
    capWei: weiFromDb(row.capWei).toString(),
    maxPerCallWei: weiFromDb(row.maxPerCallWei).toString(),
    spentWei: spent.toString(),
    pendingWei: (weiFromDb(row.cumulativeWei) - spent).toString(),
    seq: row.seq,
    expiresAt: row.expiresAt.toISOString(),
    state: over ? "expired" : row.state,
    reason: row.state === "opening" ? await openingTrouble(row.sessionId) : row.reason,
    txHash: row.txHash,
  };
}
