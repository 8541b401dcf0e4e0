import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { checkOrders, findQuote, type Order } from "./check-order";
import { placeOrder } from "./place-order";

/**
 * Starts the quoted plans of a sweep, all or none of them. Each is an order of its own with its own cap; the best by
 * held-out loss is named when all have ended. The same quotes again return the runs they made.
 * @returns ids of the runs in the order of their quotes
 */
export async function createSweep(call: { actor: Actor; orders: Order[] }): Promise<{ runIds: string[] }> {
  const account = requireAccount(call.actor);
  const hashes: string[] = [];
  for (const { quoteId } of call.orders) hashes.push((await findQuote(account, quoteId)).planHash);
  const made = await db().trainingRun.findMany({ where: { planHash: { in: hashes } } });
  const ids = hashes.flatMap((hash) => made.find((run) => run.planHash === hash)?.id ?? []);
  if (ids.length === hashes.length) return { runIds: ids };
  const checked = await checkOrders(account, call.orders);
  const sweepId = randomUUID();
  const runIds = await db().$transaction(async (tx) => {
    const placed: string[] = [];
    for (const one of checked) placed.push(await placeOrder(tx, account.id, one, sweepId));
    return placed;
  });
  return { runIds };
}
