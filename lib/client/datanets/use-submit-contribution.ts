"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Contribution } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Hands in the signed licence statement; from here the keeper anchors the batch. */
export function useSubmitContribution(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (signature: string) =>
      fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions/${id}/submission`, {
        method: "POST",
        body: { signature },
      }),
    onSuccess: (contribution) => {
      queryClient.setQueryData(queryKeys.contribution(slug, id), contribution);
      return queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) });
    },
  });
}
