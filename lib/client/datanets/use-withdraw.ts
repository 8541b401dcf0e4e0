"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Withdrawal, type WithdrawBody } from "@/lib/schemas/withdrawals";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useWithdraw(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: WithdrawBody) =>
      fetchJson(Withdrawal, `/api/v1/datanets/${slug}/contributions/${id}/withdrawal`, {
        method: "POST",
        body,
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
