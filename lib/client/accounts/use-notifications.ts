"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { NotificationList } from "@/lib/schemas/accounts";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** A run ends rarely; this is soon enough for a bell and cheap on every open page. */
const ASK_MS = 20_000;

export function useNotifications(signedIn: boolean) {
  return useQuery({
    queryKey: queryKeys.notifications,
    queryFn: ({ signal }) => fetchJson(NotificationList, "/api/v1/accounts/notifications", { signal }),
    enabled: signedIn,
    refetchInterval: ASK_MS,
  });
}

export function useReadNotifications() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (upTo: string) =>
      fetchJson(NotificationList, "/api/v1/accounts/notifications/read", { method: "POST", body: { upTo } }),
    onSuccess: (list) => queryClient.setQueryData(queryKeys.notifications, list),
  });
}
