"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Appeal } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useCreateAppeal(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      fetchJson(Appeal, `/api/v1/datanets/${slug}/contributions/${id}/appeal`, {
        method: "POST",
        body: { text },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.contribution(slug, id) }),
  });
}
