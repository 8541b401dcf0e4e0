"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type RecordFilter, VersionStats } from "@/lib/schemas/datanet-versions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";
import { filterSearch } from "./filter-search";

/** Histograms over the rows that match. */
export function useVersionStats(slug: string, version: number, filter: RecordFilter) {
  return useQuery({
    queryKey: queryKeys.versionStats(slug, version, filter),
    queryFn: ({ signal }) =>
      fetchJson(VersionStats, `/api/v1/datanets/${slug}/versions/${version}/stats?${filterSearch(filter)}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}
