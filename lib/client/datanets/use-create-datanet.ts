"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { type CreateDatanetBody, Datanet } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useCreateDatanet() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof CreateDatanetBody>) =>
      fetchJson(Datanet, "/api/v1/datanets", { method: "POST", body }),
    onSuccess: (datanet) => {
      queryClient.setQueryData(queryKeys.datanet(datanet.slug), datanet);
      return queryClient.invalidateQueries({ queryKey: queryKeys.datanets, exact: true });
    },
  });
}
