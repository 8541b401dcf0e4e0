import "server-only";
import type { z } from "zod";
import type { ReceiptPage } from "@/lib/schemas/inference";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { weiFromDb } from "@/lib/server/db/wei";
import { settlementState } from "./get-receipt";

/** The payer's calls, newest first. */
export async function listReceipts(call: {
  actor: Actor;
  cursor?: string | undefined;
}): Promise<z.infer<typeof ReceiptPage>> {
  const account = requireAccount(call.actor);
  const take = 50;
  const rows = await db().answer.findMany({
    where: { accountId: account.id },
    include: { model: true, settlement: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: take + 1,
    ...(call.cursor && { cursor: { id: call.cursor }, skip: 1 }),
  });
  const items = rows.slice(0, take).map((row) => ({
    id: row.id,
    model: row.model.name,
    prompt: ((row.messages as { content: string }[]).at(-1)?.content ?? "").slice(0, 160),
    tokensIn: row.tokensIn,
    tokensOut: row.tokensOut,
    chargeWei: weiFromDb(row.chargeWei).toString(),
    state:
      row.state === "ready"
        ? ("ready" as const)
        : row.state === "void"
          ? ("void" as const)
          : ("pending" as const),
    settlement: { state: settlementState(row.settlement), txHash: row.settlement?.txHash ?? null },
    createdAt: row.createdAt.toISOString(),
  }));
  return { items, nextCursor: rows.length > take ? (rows[take - 1]?.id ?? null) : null };
}
