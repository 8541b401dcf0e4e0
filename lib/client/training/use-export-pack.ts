"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ExportPack } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** How far a run's export pack is; asked again while it is being made. */
export function useExportPack(id: string) {
  return useQuery({
    queryKey: queryKeys.exportPack(id),
    queryFn: ({ signal }) => fetchJson(ExportPack, `/api/v1/training-runs/${id}/exports`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === "making" ? 2_000 : false),
  });
}

export function useCreateExport(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => fetchJson(ExportPack, `/api/v1/training-runs/${id}/exports`, { method: "POST" }),
    onSuccess: (pack) => queryClient.setQueryData(queryKeys.exportPack(id), pack),
  });
}
