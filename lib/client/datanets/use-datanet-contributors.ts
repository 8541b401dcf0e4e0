"use client";

import { useQuery } from "@tanstack/react-query";
import { DatanetContributorPage } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useDatanetContributors(slug: string) {
  return useQuery({
    queryKey: queryKeys.datanetContributors(slug),
    queryFn: ({ signal }) =>
      fetchJson(DatanetContributorPage, `/api/v1/datanets/${slug}/contributors`, { signal }),
  });
}
