"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { AccessGrant, type RequestAccessBody } from "@/lib/schemas/datanet-access";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useRequestAccess(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof RequestAccessBody>) =>
      fetchJson(AccessGrant, `/api/v1/datanets/${slug}/access`, { method: "POST", body }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
