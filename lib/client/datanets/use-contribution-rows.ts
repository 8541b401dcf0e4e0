"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ContributionRowPage, type RowOrder, type RowVerdict } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** One page of a contribution's rows, all or those of one verdict. */
export function useContributionRows(
  slug: string,
  id: string,
  verdict: RowVerdict | "all",
  order: RowOrder,
  cursor: string | null,
) {
  const search = new URLSearchParams();
  if (verdict !== "all") search.set("verdict", verdict);
  if (order !== "position") search.set("order", order);
  if (cursor !== null) search.set("cursor", cursor);
  return useQuery({
    queryKey: queryKeys.contributionRows(slug, id, verdict, order, cursor),
    queryFn: ({ signal }) =>
      fetchJson(ContributionRowPage, `/api/v1/datanets/${slug}/contributions/${id}/rows?${search}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}
