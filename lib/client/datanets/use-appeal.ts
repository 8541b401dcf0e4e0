"use client";

import { useQuery } from "@tanstack/react-query";
import { Appeal } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** The appeal on a contribution, once somebody appealed. */
export function useAppeal(slug: string, id: string, appealed: boolean) {
  return useQuery({
    queryKey: queryKeys.appeal(slug, id),
    queryFn: ({ signal }) =>
      fetchJson(Appeal, `/api/v1/datanets/${slug}/contributions/${id}/appeal`, { signal }),
    enabled: appealed,
  });
}
