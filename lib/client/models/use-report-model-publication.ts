"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Tells the server which transaction the owner's wallet sent for `ModelRegistry.publish`. */
export function useReportModelPublication() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ slug, txHash }: { slug: string; txHash: string }) =>
      fetchJson(z.unknown(), `/api/v1/models/${slug}/publications`, { method: "POST", body: { txHash } }),
    onSuccess: (_, { slug }) => queryClient.invalidateQueries({ queryKey: queryKeys.model(slug) }),
  });
}
