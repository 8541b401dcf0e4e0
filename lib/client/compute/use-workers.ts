"use client";

import { useQuery } from "@tanstack/react-query";
import { WorkerPage } from "@/lib/schemas/compute";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Machines that train here; who is online changes by the minute. */
export function useWorkers() {
  return useQuery({
    queryKey: queryKeys.workers,
    queryFn: ({ signal }) => fetchJson(WorkerPage, "/api/v1/workers", { signal }),
    refetchInterval: 15_000,
  });
}
