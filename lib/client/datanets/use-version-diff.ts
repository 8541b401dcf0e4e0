"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { VersionDiff } from "@/lib/schemas/datanet-versions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** One version against the one before it. */
export function useVersionDiff(slug: string, number: number, cursor: string | null) {
  const search = cursor === null ? "" : `?cursor=${cursor}`;
  return useQuery({
    queryKey: queryKeys.versionDiff(slug, number, cursor),
    queryFn: ({ signal }) =>
      fetchJson(VersionDiff, `/api/v1/datanets/${slug}/versions/${number}/diff${search}`, { signal }),
    placeholderData: keepPreviousData,
  });
}
