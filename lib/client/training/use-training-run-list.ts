"use client";

import { useQueries } from "@tanstack/react-query";
import { TrainingRun } from "@/lib/schemas/training";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";
import { isEnded } from "./is-ended";

const LOOK_MS = 4_000;

/** Several runs with their points; null until all are there, the first failure when one cannot be had. */
export function useTrainingRunList(ids: readonly string[]): {
  runs: TrainingRun[] | null;
  error: Error | null;
} {
  const queries = useQueries({
    queries: ids.map((id) => ({
      queryKey: queryKeys.run(id),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        fetchJson(TrainingRun, `/api/v1/training-runs/${id}`, { signal }),
      refetchInterval: ({ state }: { state: { data: TrainingRun | undefined } }) =>
        state.data && !isEnded(state.data.state) ? LOOK_MS : false,
    })),
  });
  const runs = queries.flatMap((query) => (query.data ? [query.data] : []));
  return {
    runs: runs.length === ids.length ? runs : null,
    error: queries.find((query) => query.error)?.error ?? null,
  };
}
