"use client";

import { useQuery } from "@tanstack/react-query";
import { Contribution } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

const MOVING = new Set<Contribution["state"]>(["submitted", "anchoring"]);

/** The draft is a row of the server, so a reload finds it; polled while the chain works on it. */
export function useContribution(slug: string, id: string) {
  return useQuery({
    queryKey: queryKeys.contribution(slug, id),
    queryFn: ({ signal }) =>
      fetchJson(Contribution, `/api/v1/datanets/${slug}/contributions/${id}`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data && (MOVING.has(data.state) || data.anchor.state === "queued" || data.anchor.state === "sent")
        ? 1_500
        : false,
  });
}
