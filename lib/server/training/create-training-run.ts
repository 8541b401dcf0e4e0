import "server-only";
import type { z } from "zod";
import type { TrainingRun } from "@/lib/schemas/training";
import { type Actor, requireAccount } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/prisma";
import { checkOrders, findQuote, type Order } from "./check-order";
import { getTrainingRun } from "./get-training-run";
import { placeOrder } from "./place-order";

/**
 * Starts exactly the quoted plan. The signed authorisation goes to the keeper, which funds the escrow; the run is
 * queued when the chain shows the money. The same quote again returns the run it made.
 */
export async function createTrainingRun(
  call: { actor: Actor } & Order,
): Promise<z.infer<typeof TrainingRun>> {
  const { actor, ...order } = call;
  const account = requireAccount(actor);
  const quote = await findQuote(account, order.quoteId);
  const made = await db().trainingRun.findUnique({ where: { planHash: quote.planHash } });
  if (made) return getTrainingRun({ actor, id: made.id });
  const checked = await checkOrders(account, [order]);
  const id = await db().$transaction(async (tx) => {
    let last = "";
    for (const one of checked) last = await placeOrder(tx, account.id, one, null);
    return last;
  });
  return getTrainingRun({ actor, id });
}
