"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChatTestAnswer, type CreateShareLinkBody, SharedRun, ShareLinks } from "@/lib/schemas/training-chat";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Where a test's questions go: to a run of one's own, or through a link. */
export type ChatTestPath = `/api/v1/training-runs/${string}/chat` | `/api/v1/shared-runs/${string}/chat`;

export function useChatTest(path: ChatTestPath) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (question: string) =>
      fetchJson(ChatTestAnswer, path, {
        method: "POST",
        body: { messages: [{ role: "user", content: question }] },
      }),
    // What a link has left may have changed, also by a refusal.
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.shared }),
  });
}

export function useSharedRun(token: string) {
  return useQuery({
    queryKey: [...queryKeys.shared, token],
    queryFn: ({ signal }) =>
      fetchJson(SharedRun, `/api/v1/shared-runs/${encodeURIComponent(token)}`, { signal }),
  });
}

export function useShareLinks(runId: string) {
  const queryClient = useQueryClient();
  const path = `/api/v1/training-runs/${runId}/share-links` as const;
  const queryKey = queryKeys.shareLinks(runId);
  const onSuccess = (links: unknown) => queryClient.setQueryData(queryKey, links);
  const list = useQuery({ queryKey, queryFn: ({ signal }) => fetchJson(ShareLinks, path, { signal }) });
  const create = useMutation({
    mutationFn: (body: CreateShareLinkBody) => fetchJson(ShareLinks, path, { method: "POST", body }),
    onSuccess,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => fetchJson(ShareLinks, `${path}/${id}`, { method: "DELETE" }),
    onSuccess,
  });
  return { list, create, revoke };
}
