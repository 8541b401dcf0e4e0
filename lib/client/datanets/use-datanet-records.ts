"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { DatanetRecordPage, type RecordFilter } from "@/lib/schemas/datanet-versions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";
import { filterSearch } from "./filter-search";

/** One page of rows, all or those that match; the page before stays on screen while the next one loads. */
export function useDatanetRecords(
  slug: string,
  version: number | null,
  filter: RecordFilter,
  cursor: string | null,
) {
  const search = filterSearch(filter);
  if (version !== null) search.set("version", String(version));
  if (cursor !== null) search.set("cursor", cursor);
  return useQuery({
    queryKey: queryKeys.datanetRecords(slug, version, filter, cursor),
    queryFn: ({ signal }) =>
      fetchJson(DatanetRecordPage, `/api/v1/datanets/${slug}/records?${search}`, { signal }),
    placeholderData: keepPreviousData,
  });
}
