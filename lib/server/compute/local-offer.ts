import "server-only";
import type { z } from "zod";
import type { WorkerOffer } from "@/lib/schemas/jobs";

/** Play-money price of a local worker: one OPEN to start, then by computed work. Also the quote while none is online. */
export const LOCAL_OFFER: z.infer<typeof WorkerOffer> = {
  startFeeWei: (10n ** 18n).toString(),
  ratePerPflopWei: (100n * 10n ** 18n).toString(),
};
