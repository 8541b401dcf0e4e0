import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { logger } from "@/lib/server/http/logger";
import { sweepHolds } from "@/lib/server/ledger/hold";
import { type ChainContext, chainContext } from "../chain-context";
import { driveLane } from "../drive-lane";
import { ingestLogs } from "../ingest-logs";
import { LANES } from "../lanes";
import { ALL_PROJECTORS } from "../projections/all-projectors";
import { roleAccount } from "../roles";
import { replanRefused, settleDue } from "../settle-due";
import { LOCAL_CHAIN_ID } from "../tunables";
import { mineUntilFinal } from "./mine-until-final";
import { releaseDue } from "./release-due";

/** Longest pause after failures in a row; a node that comes back is noticed within it. */
const MAX_PAUSE_MS = 10_000;

/**
 * The keeper process: one loop per sending key, one for the indexer, one for settlements. It holds no state of its
 * own; killing it at any moment and starting it again continues from the rows. Ends when the signal is aborted.
 */
export async function runKeeper(options: { signal: AbortSignal }): Promise<void> {
  const context = await chainContext();
  const { laneTickMs, indexTickMs, settleTickMs } = context.tunables;
  const local = context.book.chainId === LOCAL_CHAIN_ID;
  logger.info({ chainId: context.book.chainId }, "keeper started");
  await Promise.all([
    ...LANES.map((lane) =>
      loop(options.signal, `lane ${lane}`, laneTickMs, () => driveLane(context, lane, roleAccount(lane))),
    ),
    loop(options.signal, "indexer", indexTickMs, () => indexAll(context, local)),
    loop(options.signal, "settlement", settleTickMs, () => settle(context)),
  ]);
  logger.info("keeper stopped");
}

/** Read on until nothing is left, so that a start over a long chain does not wait between ranges. */
async function indexAll(context: ChainContext, local: boolean): Promise<void> {
  while (await ingestLogs(context, ALL_PROJECTORS));
  if (local) await mineUntilFinal(context);
}

async function settle(context: ChainContext): Promise<void> {
  await replanRefused(context);
  await settleDue(context);
  await releaseDue(context);
  await sweepHolds(context.db, new Date());
}

/** Repeat a step until the signal comes. A failure is logged and waited out, longer each time. */
async function loop(
  signal: AbortSignal,
  name: string,
  pauseMs: number,
  step: () => Promise<unknown>,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await step();
      failures = 0;
    } catch (error) {
      failures += 1;
      logger.error({ loop: name, failures, error }, "keeper step failed");
    }
    const wait = Math.min(pauseMs * 2 ** Math.min(failures, 6), MAX_PAUSE_MS);
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }
}
