"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { DatanetVersionPage } from "@/lib/schemas/datanet-versions";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

type Versions = z.infer<typeof DatanetVersionPage>;

/** Polled while the newest version waits for the chain. */
export function useDatanetVersions(slug: string | null) {
  const queryClient = useQueryClient();
  const queryKey = queryKeys.datanetVersions(slug ?? "");
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const versions = await fetchJson(DatanetVersionPage, `/api/v1/datanets/${slug}/versions`, { signal });
      const before = queryClient.getQueryData<Versions>(queryKey);
      // A version that was just anchored can be trained on: the Datanet and the lists say so.
      if (before && anchored(before) !== anchored(versions)) {
        void queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug ?? ""), exact: true });
        void queryClient.invalidateQueries({ queryKey: queryKeys.datanets, exact: true });
      }
      return versions;
    },
    enabled: slug !== null,
    refetchInterval: ({ state }) =>
      state.data?.items.some((version) => version.state === "sealed") ? 1_500 : false,
  });
}

const anchored = ({ items }: Versions): number =>
  items.filter((version) => version.state === "anchored").length;
