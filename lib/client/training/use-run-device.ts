"use client";

import { useQuery } from "@tanstack/react-query";
import { RunDevice } from "@/lib/schemas/compute";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

const LIVE_MS = 3_000;

/** The machine's beats come every few seconds while a run makes steps; they are shown, not kept. */
export function useRunDevice(id: string) {
  return useQuery({
    queryKey: queryKeys.runDevice(id),
    queryFn: ({ signal }) => fetchJson(RunDevice, `/api/v1/training-runs/${id}/device`, { signal }),
    refetchInterval: LIVE_MS,
  });
}
