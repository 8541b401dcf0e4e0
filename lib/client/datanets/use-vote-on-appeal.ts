"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Appeal } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useVoteOnAppeal(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (vote: { vote: "overturn" | "uphold"; reason: string }) =>
      fetchJson(Appeal, `/api/v1/datanets/${slug}/contributions/${id}/appeal/votes`, {
        method: "POST",
        body: vote,
      }),
    // A deciding vote changes rows and counts of the whole Datanet.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
