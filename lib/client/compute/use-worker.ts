"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { WorkerDetail } from "@/lib/schemas/compute";
import type { WorkerOffer } from "@/lib/schemas/jobs";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useWorker(id: string) {
  return useQuery({
    queryKey: queryKeys.worker(id),
    queryFn: ({ signal }) => fetchJson(WorkerDetail, `/api/v1/workers/${id}`, { signal }),
    refetchInterval: 10_000,
  });
}

/** What the wallet behind a machine may change: its price, and whether it takes runs. */
export function useChangeWorker(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: { offer: WorkerOffer } | { draining: boolean }) =>
      "offer" in change
        ? fetchJson(WorkerDetail, `/api/v1/workers/${id}/offer`, { method: "PUT", body: change.offer })
        : fetchJson(WorkerDetail, `/api/v1/workers/${id}/drain`, { method: "POST", body: change }),
    onSuccess: (worker) => {
      queryClient.setQueryData(queryKeys.worker(id), worker);
      return queryClient.invalidateQueries({ queryKey: queryKeys.workers, exact: true });
    },
  });
}
