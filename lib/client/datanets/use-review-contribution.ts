"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useReviewContribution(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (review: { id: string; decision: "accept" | "reject"; reason: string }) =>
      fetchJson(z.unknown(), `/api/v1/datanets/${slug}/contributions/${review.id}/review`, {
        method: "POST",
        body: { decision: review.decision, reason: review.reason },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
