"use client";

import { useQuery } from "@tanstack/react-query";
import { BlastRadius } from "@/lib/schemas/withdrawals";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useBlastRadius(slug: string, id: string) {
  return useQuery({
    queryKey: queryKeys.blastRadius(slug, id),
    queryFn: ({ signal }) =>
      fetchJson(BlastRadius, `/api/v1/datanets/${slug}/contributions/${id}/withdrawal`, { signal }),
  });
}
