"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TrainingRunPage } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Sends the wanted order of all own waiting runs; the answer, or after a refusal a fresh list, replaces what is shown. */
export function useReorderQueue() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) =>
      fetchJson(TrainingRunPage, "/api/v1/training-runs/queue", { method: "PUT", body: { ids } }),
    onSuccess: (page) => queryClient.setQueryData(queryKeys.runs, page),
    onError: () => queryClient.invalidateQueries({ queryKey: queryKeys.runs }),
  });
}
