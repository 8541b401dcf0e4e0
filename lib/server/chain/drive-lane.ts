import "server-only";
import type { LocalAccount } from "viem";
import type { ChainContext } from "./chain-context";
import { followIntent } from "./follow-intent";
import { clearLane, findLaneStop, stopLane } from "./lane-state";
import type { Lane } from "./lanes";
import { IN_FLIGHT, sendNext } from "./send-next";

/** Most intents one tick takes on; the rest waits for the next tick, so that other loops get their turn. */
const PER_TICK = 25;

/** Below this a lane sends nothing more: about ten settlements on a cheap chain. */
const LOW_COIN_WEI = 10n ** 15n;

/**
 * One tick of a lane: follow what is under way, then send what is due, one after the other. The rows are the whole
 * state, so any number of restarts between two lines of this file lose and double nothing.
 */
export async function driveLane(context: ChainContext, lane: Lane, account: LocalAccount): Promise<void> {
  const stop = await findLaneStop(context, lane);
  if (stop?.state === "foreign_nonce") return;
  if (!(await isFunded(context, lane, account, stop !== null))) return;

  await followAll(context, lane, account);
  for (let taken = 0; taken < PER_TICK; taken++) {
    // One at a time: what waits for a block keeps its order, and the next simulation sees its effect.
    if (await hasInFlight(context, lane)) return;
    if (!(await sendNext(context, lane, account))) return;
    await followAll(context, lane, account);
  }
}

async function followAll(context: ChainContext, lane: Lane, account: LocalAccount): Promise<void> {
  const open = await context.db.chainIntent.findMany({
    where: { chainId: context.book.chainId, lane, state: { in: [...IN_FLIGHT, "included", "safe"] } },
    orderBy: { seq: "asc" },
    include: { attempts: { orderBy: { createdAt: "asc" } }, nonces: { orderBy: { nonce: "desc" }, take: 1 } },
  });
  for (const intent of open) await followIntent(context, lane, account, intent);
}

async function hasInFlight(context: ChainContext, lane: Lane): Promise<boolean> {
  const count = await context.db.chainIntent.count({
    where: { chainId: context.book.chainId, lane, state: { in: [...IN_FLIGHT] } },
  });
  return count > 0;
}

async function isFunded(
  context: ChainContext,
  lane: Lane,
  account: LocalAccount,
  wasStopped: boolean,
): Promise<boolean> {
  const coin = await context.client.getBalance({ address: account.address });
  if (coin >= LOW_COIN_WEI) {
    if (wasStopped) await clearLane(context, lane);
    return true;
  }
  if (!wasStopped) {
    await stopLane(
      context,
      lane,
      "unfunded",
      `${account.address} holds ${coin} wei of the chain's coin, too little to send.`,
    );
  }
  return false;
}
