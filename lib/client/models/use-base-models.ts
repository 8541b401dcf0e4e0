"use client";

import { useQuery } from "@tanstack/react-query";
import { BaseModelPage } from "@/lib/schemas/models";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useBaseModels() {
  return useQuery({
    queryKey: queryKeys.baseModels,
    queryFn: ({ signal }) => fetchJson(BaseModelPage, "/api/v1/base-models", { signal }),
  });
}
