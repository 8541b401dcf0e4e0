"use client";

import { useQuery } from "@tanstack/react-query";
import { TrainingRunPage } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";
import { isEnded } from "./is-ended";

export function useTrainingRuns(enabled: boolean) {
  return useQuery({
    queryKey: queryKeys.runs,
    queryFn: ({ signal }) => fetchJson(TrainingRunPage, "/api/v1/training-runs", { signal }),
    enabled,
    refetchInterval: ({ state }) => (state.data?.items.some((run) => !isEnded(run.state)) ? 3_000 : false),
  });
}
