"use client";

import { useQuery } from "@tanstack/react-query";
import { TrainingRun } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/**
 * The stored snapshot of a run with its `lastSeq`; `useRunEvents` streams what comes after it. A slow
 * poll stays underneath, for what the event stream does not carry (escrow, result, publishability).
 */
export function useTrainingRun(id: string) {
  return useQuery({
    queryKey: queryKeys.run(id),
    queryFn: ({ signal }) => fetchJson(TrainingRun, `/api/v1/training-runs/${id}`, { signal }),
    refetchInterval: ({ state: { data } }) => {
      if (!data) return false;
      if (data.state === "VERIFYING") return 2_000;
      if (data.state === "SUCCEEDED" && !data.publishable && !data.notPublishableReason) return 2_000;
      return data.endedAt ? false : 10_000;
    },
  });
}
