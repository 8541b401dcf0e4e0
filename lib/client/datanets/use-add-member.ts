"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { DatanetMember } from "@/lib/schemas/datanets";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export function useAddMember(slug: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (address: string) =>
      fetchJson(DatanetMember, `/api/v1/datanets/${slug}/members`, { method: "POST", body: { address } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.members(slug) }),
  });
}
