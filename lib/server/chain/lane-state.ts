import "server-only";
import { logger } from "@/lib/server/http/logger";
import type { ChainContext } from "./chain-context";
import type { Lane } from "./lanes";

export type LaneStop = "foreign_nonce" | "unfunded";

/** Stop a lane with its reason; a person clears `foreign_nonce`, coin clears `unfunded`. */
export async function stopLane(
  context: ChainContext,
  lane: Lane,
  state: LaneStop,
  reason: string,
): Promise<void> {
  const chainId = context.book.chainId;
  await context.db.chainLane.upsert({
    where: { chainId_lane: { chainId, lane } },
    create: { chainId, lane, state, reason },
    update: { state, reason },
  });
  logger.error({ lane, state, reason }, "sending lane stopped");
}

/** The lane works again. */
export async function clearLane(context: ChainContext, lane: Lane): Promise<void> {
  await context.db.chainLane.deleteMany({ where: { chainId: context.book.chainId, lane } });
}

export async function findLaneStop(
  context: ChainContext,
  lane: Lane,
): Promise<{ state: string; reason: string } | null> {
  return context.db.chainLane.findUnique({
    where: { chainId_lane: { chainId: context.book.chainId, lane } },
  });
}
