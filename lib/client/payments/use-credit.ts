"use client";

import { useQuery } from "@tanstack/react-query";
import { Credit } from "@/lib/schemas/payments";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Wallet, free and held credit with the spending sessions; polled while one is being opened or settled. */
export function useCredit(enabled: boolean) {
  return useQuery({
    queryKey: queryKeys.credit,
    queryFn: ({ signal }) => fetchJson(Credit, "/api/v1/payments/credit", { signal }),
    enabled,
    refetchInterval: ({ state }) =>
      state.data?.sessions.some((session) => session.state === "opening" || session.pendingWei !== "0")
        ? 1_500
        : 30_000,
  });
}
