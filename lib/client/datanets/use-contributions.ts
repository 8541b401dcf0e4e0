"use client";

import { useQuery } from "@tanstack/react-query";
import { ContributionPage } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** What waits for this viewer in the Datanet: own contributions, and those he may review. */
export function useContributions(slug: string, enabled: boolean) {
  return useQuery({
    queryKey: queryKeys.contributions(slug),
    queryFn: ({ signal }) =>
      fetchJson(ContributionPage, `/api/v1/datanets/${slug}/contributions`, { signal }),
    enabled,
  });
}
