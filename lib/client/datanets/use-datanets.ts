"use client";

import { useQuery } from "@tanstack/react-query";
import { DatanetPage } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useDatanets() {
  return useQuery({
    queryKey: queryKeys.datanets,
    queryFn: ({ signal }) => fetchJson(DatanetPage, "/api/v1/datanets", { signal }),
  });
}
