import "server-only";
import { getAddress } from "viem";
import type { AccessGrant as GrantRow } from "@/lib/generated/prisma/client";
import type { AccessGrant } from "@/lib/schemas/datanet-access";
import { db } from "@/lib/server/db/prisma";

export async function toAccessGrant(row: GrantRow): Promise<AccessGrant> {
  const account = await db().account.findUnique({ where: { address: row.grantee } });
  const over = row.state === "granted" && row.expiresAt !== null && row.expiresAt * 1000 <= Date.now();
  return {
    id: row.id,
    grantee: getAddress(row.grantee),
    handle: account?.handle ?? null,
    purpose: row.purpose,
    message: row.message,
    days: row.days,
    state: over ? "expired" : row.state,
    reason: row.reason,
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt * 1000).toISOString(),
    grantId: row.grantId,
    txHash: row.txHash,
    requestedAt: row.requestedAt.toISOString(),
  };
}
