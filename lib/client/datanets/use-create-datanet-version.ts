"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Seals everything accepted so far as the next version and has its roots anchored. */
export function useCreateDatanetVersion(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      fetchJson(z.unknown(), `/api/v1/datanets/${slug}/versions`, { method: "POST", body: {} }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
