"use client";

import { useQuery } from "@tanstack/react-query";
import { EarningsForecast } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useForecast(slug: string) {
  return useQuery({
    queryKey: queryKeys.forecast(slug),
    queryFn: ({ signal }) => fetchJson(EarningsForecast, `/api/v1/datanets/${slug}/forecast`, { signal }),
  });
}
