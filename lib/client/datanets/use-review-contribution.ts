"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Contribution, type Judgement } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useReviewContribution(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (judgement: Judgement) =>
      fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions/${id}/review`, {
        method: "POST",
        body: { judgements: [judgement] },
      }),
    // Also after a refusal: then somebody else has judged, and the page is behind.
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
