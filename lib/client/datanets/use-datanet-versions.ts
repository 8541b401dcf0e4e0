"use client";

import { useQuery } from "@tanstack/react-query";
import { DatanetVersionPage } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Polled while the newest version waits for the chain. */
export function useDatanetVersions(slug: string | null) {
  return useQuery({
    queryKey: queryKeys.datanetVersions(slug ?? ""),
    queryFn: ({ signal }) => fetchJson(DatanetVersionPage, `/api/v1/datanets/${slug}/versions`, { signal }),
    enabled: slug !== null,
    refetchInterval: ({ state }) =>
      state.data?.items.some((version) => version.state === "sealed") ? 1_500 : false,
  });
}
