"use client";

import { DevicePanel } from "@/components/tables/device-panel";
import { useRunDevice } from "@/lib/client/training/use-run-device";

/** Shown while a machine works on the run. */
export function RunDevice({ id }: { id: string }) {
  const { data } = useRunDevice(id);
  return data?.device?.readings.length ? <DevicePanel report={data.device} /> : null;
}
