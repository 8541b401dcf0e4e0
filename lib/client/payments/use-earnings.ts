"use client";

import { useQuery } from "@tanstack/react-query";
import { Earnings } from "@/lib/schemas/payments";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useEarnings(enabled: boolean) {
  return useQuery({
    queryKey: queryKeys.earnings,
    queryFn: ({ signal }) => fetchJson(Earnings, "/api/v1/payments/earnings", { signal }),
    enabled,
    refetchInterval: ({ state }) =>
      state.data?.items.some((row) => row.state === "pending") ? 2_000 : 15_000,
  });
}
