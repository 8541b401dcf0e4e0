"use client";

import { useQuery } from "@tanstack/react-query";
import { InstanceStatus } from "@/lib/schemas/status";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Chain, contracts and running parts. Polled while something still starts, then hardly ever. */
export function useInstanceStatus() {
  return useQuery({
    queryKey: queryKeys.status,
    queryFn: ({ signal }) => fetchJson(InstanceStatus, "/api/v1/status", { signal }),
    refetchInterval: ({ state }) =>
      state.data?.seed || state.data?.parts.some((part) => part.state === "starting") ? 2_000 : 60_000,
  });
}
