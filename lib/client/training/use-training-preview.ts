"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type TrainingInput, TrainingPreview } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** One row as the model will see it, rendered by a worker with the trainer's own template. */
export function useTrainingPreview(input: TrainingInput | null, position: number) {
  return useQuery({
    queryKey: queryKeys.preview(input, position),
    queryFn: ({ signal }) =>
      fetchJson(TrainingPreview, "/api/v1/training-runs/preview", {
        method: "POST",
        body: { input, position },
        signal,
      }),
    enabled: input !== null,
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  });
}
