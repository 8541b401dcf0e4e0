"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AccessGrant } from "@/lib/schemas/datanet-access";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useRevokeAccess(slug: string, id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      fetchJson(AccessGrant, `/api/v1/datanets/${slug}/access/${id}/revocation`, {
        method: "POST",
        body: {},
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
