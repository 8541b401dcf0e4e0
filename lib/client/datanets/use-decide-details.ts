"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Contribution, type DecideDetailsBody } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Decides on possible personal details; rows change with it, so everything about the contribution is read again. */
export function useDecideDetails(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (input: DecideDetailsBody) =>
      fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions/${id}/decisions`, {
        method: "POST",
        body: input,
      }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.contribution(slug, id) }),
  });
}
