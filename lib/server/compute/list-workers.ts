import "server-only";
import type { WorkerCard } from "@/lib/schemas/compute";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { toWorkerCard } from "./to-worker-card";

const KNOWN_DAYS = 30;

/** Machines heard of within a month, and all of one's own; mine first, then those online, then the cheapest. */
export async function listWorkers(call: {
  actor: Actor;
}): Promise<{ items: WorkerCard[]; nextCursor: string | null }> {
  const rows = await db().worker.findMany({
    where: {
      OR: [
        { lastSeenAt: { gt: new Date(Date.now() - KNOWN_DAYS * 86_400_000) } },
        ...(call.actor.account ? [{ wallet: call.actor.account.address.toLowerCase() }] : []),
      ],
    },
    take: 200,
    orderBy: { lastSeenAt: "desc" },
  });
  const items = await Promise.all(rows.map((row) => toWorkerCard(row, call.actor)));
  const rank = (card: WorkerCard) => Number(!card.mine) * 2 + Number(!card.online);
  items.sort(
    (a, b) => rank(a) - rank(b) || Number(BigInt(a.offer.ratePerPflopWei) - BigInt(b.offer.ratePerPflopWei)),
  );
  return { items, nextCursor: null };
}
