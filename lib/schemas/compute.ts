import { z } from "zod";
import { DeviceReading, WorkerOffer } from "./jobs";
import { Address, Id, page, Timestamp, Wei } from "./primitives";
import { RunCheck } from "./training";

/**
 * GET /api/v1/training-runs/{id}/device · GET /api/v1/workers · GET /api/v1/workers/{id} · PUT /api/v1/workers/{id}/offer · POST /api/v1/workers/{id}/drain
 */

/** A machine as anybody sees it. Tier 0: the operator's own; 2: staked; 3: wallet only. */
export const WorkerCard = z.object({
  id: Id,
  name: z.string(),
  wallet: Address,
  tier: z.int(),
  online: z.boolean(),
  draining: z.boolean(),
  /** The signed-in wallet is this worker's. */
  mine: z.boolean(),
  device: z.string(),
  cores: z.int(),
  memoryBytes: z.int(),
  gpuMemoryBytes: z.int(),
  offer: WorkerOffer,
  runsPassed: z.int(),
  runsRefused: z.int(),
  /** Lower end of the 95 % interval of the share of honest runs, older ones counting less; null before the first. */
  reputation: z.number().nullable(),
});
export type WorkerCard = z.infer<typeof WorkerCard>;
export const WorkerPage = page(WorkerCard);

/** What a machine's last beat said of its devices. */
export const DeviceReport = z.object({
  at: Timestamp,
  /** Memory of the job's own process. */
  jobBytes: z.int(),
  readings: z.array(DeviceReading),
});
export type DeviceReport = z.infer<typeof DeviceReport>;
/** Null while no machine works on the run. */
export const RunDevice = z.object({ device: DeviceReport.nullable() });

/** With stake and audits for anybody, and for its own wallet with jobs and income. */
export const WorkerDetail = WorkerCard.extend({
  version: z.string(),
  joinedAt: Timestamp,
  lastSeenAt: Timestamp,
  stakeWei: Wei,
  /** Part of the stake that is promised to runs it holds. */
  reservedWei: Wei,
  /** Share of segments that will be replayed of its next run. */
  nextShare: z.number(),
  incomeWei: Wei.nullable(),
  /** For its own wallet, and for anybody on the operator's machines; null while it works on nothing. */
  load: DeviceReport.nullable(),
  jobs: z
    .array(
      z.object({
        id: Id,
        state: z.string(),
        outcome: z.string().nullable(),
        step: z.int(),
        steps: z.int(),
        startedAt: Timestamp.nullable(),
        endedAt: Timestamp.nullable(),
        paidWei: Wei,
      }),
    )
    .nullable(),
  audits: z.array(RunCheck),
});
export type WorkerDetail = z.infer<typeof WorkerDetail>;

export const DrainBody = z.strictObject({ draining: z.boolean() });
