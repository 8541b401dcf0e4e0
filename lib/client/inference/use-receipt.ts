"use client";

import { useQuery } from "@tanstack/react-query";
import { ReceiptBundle } from "@/lib/schemas/inference";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Fast while attribution is on its way, slower until the settlement is final, then still. */
export function useReceipt(id: string | null) {
  return useQuery({
    queryKey: queryKeys.receipt(id ?? ""),
    queryFn: ({ signal }) => fetchJson(ReceiptBundle, `/api/v1/inference/receipts/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) => {
      if (!data || data.state === "pending") return 400;
      if (data.state === "void") return false;
      const settled = data.settlement.state === "final" || data.settlement.state === "failed";
      return settled ? false : 1_500;
    },
  });
}
