"use client";

import { useQuery } from "@tanstack/react-query";
import { Datanet } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Polled while its transaction is on the way. */
export function useDatanet(slug: string) {
  return useQuery({
    queryKey: queryKeys.datanet(slug),
    queryFn: ({ signal }) => fetchJson(Datanet, `/api/v1/datanets/${slug}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === "publishing" ? 1_500 : false),
  });
}
