"use client";

import { useQuery } from "@tanstack/react-query";
import { ModelPage } from "@/lib/schemas/models";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useModels() {
  return useQuery({
    queryKey: queryKeys.models,
    queryFn: ({ signal }) => fetchJson(ModelPage, "/api/v1/models", { signal }),
  });
}
