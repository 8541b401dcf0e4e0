"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReceiptBundle } from "@/lib/schemas/inference";
import { useInstanceStatus } from "../instance/use-instance-status";
import { queryKeys } from "../query-keys";

/** Every check of a receipt, run here; the hashing code loads with the first one. */
export function useReceiptChecks(bundle: ReceiptBundle) {
  const { data: status } = useInstanceStatus();
  return useQuery({
    queryKey: queryKeys.receiptChecks(bundle.id, bundle.receiptHash),
    queryFn: async () => {
      if (!status) return [];
      const { checkReceiptBundle } = await import("@/lib/web3/check-receipt");
      return checkReceiptBundle(bundle, status.chain, null);
    },
    enabled: status !== undefined && bundle.receipt !== null,
  });
}
