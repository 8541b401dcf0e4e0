"use client";

import { useQuery } from "@tanstack/react-query";
import { DatanetMemberPage } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useMembers(slug: string) {
  return useQuery({
    queryKey: queryKeys.members(slug),
    queryFn: ({ signal }) => fetchJson(DatanetMemberPage, `/api/v1/datanets/${slug}/members`, { signal }),
  });
}
