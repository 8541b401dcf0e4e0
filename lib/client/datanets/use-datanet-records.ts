"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { DatanetRecordPage } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** One page of rows; the page before stays on screen while the next one loads. */
export function useDatanetRecords(slug: string, version: number | null, cursor: string | null) {
  const search = new URLSearchParams();
  if (version !== null) search.set("version", String(version));
  if (cursor !== null) search.set("cursor", cursor);
  return useQuery({
    queryKey: queryKeys.datanetRecords(slug, version, cursor),
    queryFn: ({ signal }) =>
      fetchJson(DatanetRecordPage, `/api/v1/datanets/${slug}/records?${search}`, { signal }),
    placeholderData: keepPreviousData,
  });
}
