import "server-only";
import type { Worker } from "@/lib/generated/prisma/client";
import type { DeviceReport } from "@/lib/schemas/compute";
import { BeatBody } from "@/lib/schemas/jobs";
import { LEASE_S } from "@/lib/server/jobs/tunables";

/** A machine's last beat, as long as it can still be about the present: a lease outlives every beat it got. */
export function readDevice(
  worker: Pick<Worker, "device" | "deviceAt">,
  now = Date.now(),
): DeviceReport | null {
  if (!worker.deviceAt || now - worker.deviceAt.getTime() > LEASE_S * 1000) return null;
  const { rssBytes, readings } = BeatBody.shape.device.parse(worker.device);
  return { at: worker.deviceAt.toISOString(), jobBytes: rssBytes, readings };
}
