"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Datanet, type UpdateDatanetBody } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useUpdateDatanet(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: UpdateDatanetBody) =>
      fetchJson(Datanet, `/api/v1/datanets/${slug}`, { method: "PATCH", body }),
    onSuccess: (datanet) => {
      queryClient.setQueryData(queryKeys.datanet(slug), datanet);
      return queryClient.invalidateQueries({ queryKey: queryKeys.datanets, exact: true });
    },
  });
}
