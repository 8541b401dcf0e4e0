"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { TrainingEstimate, type TrainingInput } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** A quote for exactly this input: steps, time, price band and cap. It names the plan that gets signed. */
export function useTrainingEstimate(input: TrainingInput | null, account: string | null) {
  return useQuery({
    queryKey: queryKeys.estimate(input, account),
    queryFn: ({ signal }) =>
      fetchJson(TrainingEstimate, "/api/v1/training-runs/estimate", { method: "POST", body: input, signal }),
    enabled: input !== null,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    // A quote lives 15 minutes; a page left open asks for a new one in time.
    refetchInterval: 600_000,
  });
}
