"use client";

import { useQuery } from "@tanstack/react-query";
import { ReceiptPage } from "@/lib/schemas/inference";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useReceipts(enabled: boolean) {
  return useQuery({
    queryKey: queryKeys.receipts,
    queryFn: ({ signal }) => fetchJson(ReceiptPage, "/api/v1/inference/receipts", { signal }),
    enabled,
  });
}
