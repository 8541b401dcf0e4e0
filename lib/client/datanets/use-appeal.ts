"use client";

import { useQuery } from "@tanstack/react-query";
import { Appeal } from "@/lib/schemas/datanets";
import { ApiError } from "../api-error";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** The appeal on a contribution, null while nobody appealed. */
export function useAppeal(slug: string, id: string) {
  return useQuery({
    queryKey: queryKeys.appeal(slug, id),
    queryFn: async ({ signal }) => {
      try {
        return await fetchJson(Appeal, `/api/v1/datanets/${slug}/contributions/${id}/appeal`, { signal });
      } catch (error) {
        if (error instanceof ApiError && error.code === "not_found") return null;
        throw error;
      }
    },
  });
}
