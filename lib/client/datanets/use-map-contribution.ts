"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ColumnRole, Contribution } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Sets the role of every column; the reply carries the conversion report. */
export function useMapContribution(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (roles: Record<string, ColumnRole>) =>
      fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions/${id}`, {
        method: "PATCH",
        body: { roles },
      }),
    onSuccess: (contribution) => queryClient.setQueryData(queryKeys.contribution(slug, id), contribution),
  });
}
