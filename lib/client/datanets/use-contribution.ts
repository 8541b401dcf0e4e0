"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Contribution } from "@/lib/schemas/contributions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

const MOVING = new Set<Contribution["state"]>(["submitted", "anchoring"]);

/** The draft is a row of the server, so a reload finds it; polled while the reader or the chain works on it. */
export function useContribution(slug: string, id: string) {
  const queryClient = useQueryClient();
  const queryKey = queryKeys.contribution(slug, id);
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const path = `/api/v1/datanets/${slug}/contributions/${id}` as const;
      const contribution = await fetchJson(Contribution, path, { signal });
      const before = queryClient.getQueryData<Contribution>(queryKey);
      // Its rows now count in the Datanet, which offers its owner to seal them.
      if (before && before.state !== contribution.state)
        void queryClient.invalidateQueries({
          queryKey: queryKeys.datanet(slug),
          predicate: isOther(queryKey),
        });
      return contribution;
    },
    refetchInterval: ({ state: { data } }) => {
      if (!data) return false;
      if (data.state === "checking") return 400;
      if (MOVING.has(data.state) || data.anchor.state === "queued" || data.anchor.state === "sent")
        return 1_500;
      // A reviewer may judge at any moment; whoever waits sees it without a reload.
      return data.state === "in_review" ? 5_000 : false;
    },
  });
}

const isOther =
  (own: readonly unknown[]) =>
  (query: { queryKey: readonly unknown[] }): boolean =>
    JSON.stringify(query.queryKey) !== JSON.stringify(own);
