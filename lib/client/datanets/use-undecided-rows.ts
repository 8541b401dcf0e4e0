"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ContributionRowPage } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** The first rows with personal details that wait for their author's decision; decided ones make room for others. */
export function useUndecidedRows(slug: string, id: string) {
  return useQuery({
    queryKey: queryKeys.contributionRows(slug, id, "undecided", "position", null),
    queryFn: ({ signal }) =>
      fetchJson(
        ContributionRowPage,
        `/api/v1/datanets/${slug}/contributions/${id}/rows?undecided=true&limit=20`,
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
}
