import "server-only";
import type { ModelCard } from "@/lib/schemas/models";
import type { Actor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { MODEL_INCLUDE, toModelCard } from "./to-model";

/**
 * Published models and the viewer's own drafts, sorted by verified lift per credit: the certain end of the loss
 * interval divided by the price of a standard call. Models without an evaluation come last.
 */
export async function listModels(call: { actor: Actor }): Promise<{ items: ModelCard[]; nextCursor: null }> {
  const viewer = call.actor.account?.id;
  const rows = await db().model.findMany({
    where: { OR: [{ state: "published" }, ...(viewer ? [{ ownerId: viewer }] : [])] },
    include: MODEL_INCLUDE,
    orderBy: { createdAt: "desc" },
    take: 200,
  });
  const cards = await Promise.all(rows.map(toModelCard));
  const liftPerCredit = (card: ModelCard) =>
    card.lift ? -card.lift.high / (Number(card.standardCallWei) / 1e18 || 1) : Number.NEGATIVE_INFINITY;
  return { items: cards.sort((a, b) => liftPerCredit(b) - liftPerCredit(a)), nextCursor: null };
}
