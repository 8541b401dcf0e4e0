"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Tells the server which transaction the owner's wallet sent for `createDatanet`. */
export function useReportDatanetPublication(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (txHash: string) =>
      fetchJson(z.unknown(), `/api/v1/datanets/${slug}/publications`, { method: "POST", body: { txHash } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
