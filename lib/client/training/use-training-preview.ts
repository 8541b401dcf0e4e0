"use client";

import { useQuery } from "@tanstack/react-query";
import { type TrainingInput, TrainingPreview } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** One row as the model will see it, rendered by a worker with the trainer's own template. */
export function useTrainingPreview(input: TrainingInput | null) {
  return useQuery({
    queryKey: queryKeys.preview(input),
    queryFn: ({ signal }) =>
      fetchJson(TrainingPreview, "/api/v1/training-runs/preview", { method: "POST", body: input, signal }),
    enabled: input !== null,
    staleTime: 300_000,
  });
}
