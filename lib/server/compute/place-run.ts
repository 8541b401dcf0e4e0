import "server-only";
import { planPriceUp } from "@/lib/domain/training/estimate-run";
import { AppError } from "@/lib/errors/app-error";
import type { Worker } from "@/lib/generated/prisma/client";
import { WorkerCapabilities, WorkerOffer } from "@/lib/schemas/jobs";
import type { TrainingSettings } from "@/lib/schemas/training";
import { isTrusted } from "@/lib/server/training/find-trainer";
import type { StoredPlacement } from "@/lib/server/training/queue-training";
import { findOnlineWorkers } from "./find-online-workers";
import { readBacking } from "./free-backing";
import { LOCAL_OFFER } from "./local-offer";

/** A wallet without a stake has nothing to lose but its reputation: its runs stay small. */
export const UNSTAKED_CAP_WEI = 100n * 10n ** 18n;

export type Placed = {
  worker: Worker | null;
  offer: WorkerOffer;
  priceWei: bigint;
  placement: StoredPlacement;
};

const offerOf = (worker: Worker): WorkerOffer => WorkerOffer.parse(worker.offer);
const priceOf = (offer: WorkerOffer, flop: bigint): bigint =>
  planPriceUp(
    { ratePerPflopWei: BigInt(offer.ratePerPflopWei), startFeeWei: BigInt(offer.startFeeWei) },
    flop,
  );

/** Whether a provider may take a run of this price: a bond as high as the cap, or a small cap. */
async function mayTake(worker: Worker, priceWei: bigint): Promise<boolean> {
  if (worker.tier === 2) {
    const { ownWei, reservedWei } = await readBacking(worker.wallet);
    return ownWei - reservedWei >= priceWei;
  }
  return priceWei <= UNSTAKED_CAP_WEI;
}

function placed(worker: Worker | null, flop: bigint, preferred: boolean): Placed {
  const offer = worker ? offerOf(worker) : LOCAL_OFFER;
  const priceWei = priceOf(offer, flop);
  const tier = worker?.tier ?? 0;
  return {
    worker,
    offer,
    priceWei,
    placement: {
      maxTier: isTrusted({ tier }) ? 0 : tier,
      bondWei: tier === 2 ? priceWei.toString() : "0",
      maxFeeWei: offer.startFeeWei,
      maxRateWei: offer.ratePerPflopWei,
      preferred: preferred && worker ? worker.id : null,
    },
  };
}

/**
 * Chooses the worker that a plan is priced for. `auto` takes the operator's own machine while one is online, else the
 * cheapest provider that may take it; a named worker is taken or refused with its reason. Whoever else fits the same
 * terms may step in when the chosen one is gone.
 * @param ownMachinesOnly rows that are not public go to the operator's machines only
 * @throws AppError precondition_failed
 */
export async function placeRun(
  wanted: string,
  flop: bigint,
  { method, ownMachinesOnly }: { method: TrainingSettings["method"]; ownMachinesOnly: boolean },
): Promise<Placed> {
  const awake = (await findOnlineWorkers()).filter((worker) => !worker.draining);
  const able = awake.filter((worker) => WorkerCapabilities.parse(worker.caps).methods.includes(method));
  // Where nobody can, the estimate says so for the machine that would have been chosen.
  const online = able.length > 0 ? able : awake;
  if (wanted !== "auto") {
    const worker = online.find((candidate) => candidate.id === wanted);
    if (!worker)
      throw new AppError("precondition_failed", "The chosen worker is not online. Choose another one.", {
        reason: "worker",
      });
    if (!isTrusted(worker) && ownMachinesOnly)
      throw new AppError(
        "precondition_failed",
        `Rows of a Datanet that is not public go to the operator's own machines only; ${worker.name} is not one. Choose another worker.`,
        { reason: "worker" },
      );
    if (!isTrusted(worker) && !(await mayTake(worker, priceOf(offerOf(worker), flop))))
      throw new AppError(
        "precondition_failed",
        `${worker.name} has not staked enough for a run of this price. Choose another worker.`,
        { reason: "bond" },
      );
    return placed(worker, flop, true);
  }
  const own = online.find(isTrusted);
  if (own) return placed(own, flop, false);
  if (ownMachinesOnly) return placed(null, flop, false);
  const byPrice = online
    .map((worker) => ({ worker, priceWei: priceOf(offerOf(worker), flop) }))
    .sort((a, b) => (a.priceWei < b.priceWei ? -1 : 1));
  for (const { worker, priceWei } of byPrice)
    if (await mayTake(worker, priceWei)) return placed(worker, flop, false);
  return placed(null, flop, false);
}
