import "server-only";
import type { z } from "zod";
import type { NotificationTargets } from "@/lib/schemas/accounts";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { canSendMail } from "./send-mail";
import { webhookSecret } from "./webhook-secret";

export type Targets = z.infer<typeof NotificationTargets>;

/** One's own, with what became of the newest message to each. */
export async function listTargets(call: { actor: Actor }): Promise<Targets> {
  const { id: accountId } = requireAccount(call.actor);
  const rows = await db().notificationTarget.findMany({
    where: { accountId, removedAt: null },
    orderBy: { createdAt: "asc" },
    include: { deliveries: { orderBy: { id: "desc" }, take: 1 } },
  });
  return {
    email: canSendMail(),
    items: rows.map(({ deliveries: [last], ...row }) => ({
      id: row.id,
      kind: row.kind as "webhook",
      address: row.address,
      confirmed: row.confirmedAt !== null,
      secret: row.kind === "webhook" ? webhookSecret(row.id) : null,
      lastState: (last?.state as "due" | undefined) ?? null,
      lastError: last?.lastError ?? null,
      createdAt: row.createdAt.toISOString(),
    })),
  };
}
