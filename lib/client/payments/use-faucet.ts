"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FaucetResult } from "@/lib/schemas/payments";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Play money for the signed-in wallet; the route exists on the local chain only. */
export function useFaucet() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => fetchJson(FaucetResult, "/api/v1/payments/faucet", { method: "POST", body: {} }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.credit }),
  });
}
