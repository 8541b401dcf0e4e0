"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { RunCheckpoints } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

const isOpen = (data: RunCheckpoints | undefined) =>
  data?.choice?.state === "evaluating" || data?.choice?.state === "indexing";

/** Saved steps of a run; asked again while another one is being made its result, and the run itself afterwards. */
export function useCheckpoints(id: string) {
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: queryKeys.runCheckpoints(id),
    queryFn: ({ signal }) => fetchJson(RunCheckpoints, `/api/v1/training-runs/${id}/checkpoints`, { signal }),
    refetchInterval: ({ state }) => (isOpen(state.data) ? 2_000 : false),
  });
  const result = query.data?.result;
  // External system: the cached run, whose report, hashes and pack belong to one result.
  useEffect(() => {
    if (result === undefined) return;
    void queryClient.invalidateQueries({ queryKey: queryKeys.run(id), exact: true });
    void queryClient.invalidateQueries({ queryKey: queryKeys.exportPack(id) });
  }, [result, id, queryClient]);
  return query;
}

export function useChooseCheckpoint(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (step: number) =>
      fetchJson(RunCheckpoints, `/api/v1/training-runs/${id}/checkpoints`, {
        method: "POST",
        body: { step },
      }),
    onSuccess: (checkpoints) => queryClient.setQueryData(queryKeys.runCheckpoints(id), checkpoints),
  });
}
