"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { TrainingEstimate, type TrainingInput } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Quotes for exactly these inputs: steps, time, price band and cap of each. They name the plans that get signed. */
export function useTrainingEstimates(inputs: readonly TrainingInput[], account: string | null) {
  return useQuery({
    queryKey: queryKeys.estimate(inputs, account),
    queryFn: ({ signal }) =>
      Promise.all(
        inputs.map((input) =>
          fetchJson(TrainingEstimate, "/api/v1/training-runs/estimate", {
            method: "POST",
            body: input,
            signal,
          }),
        ),
      ),
    enabled: inputs.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    // A quote lives 15 minutes; a page left open asks for a new one in time.
    refetchInterval: 600_000,
  });
}
