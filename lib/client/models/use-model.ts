"use client";

import { useQuery } from "@tanstack/react-query";
import { ModelDetail } from "@/lib/schemas/models";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Polled while its `publish` transaction is on the way. */
export function useModel(slug: string | null) {
  return useQuery({
    queryKey: queryKeys.model(slug ?? ""),
    queryFn: ({ signal }) => fetchJson(ModelDetail, `/api/v1/models/${slug}`, { signal }),
    enabled: slug !== null,
    refetchInterval: ({ state }) => (state.data?.state === "publishing" ? 1_500 : false),
  });
}
