"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { type CreateNotificationTargetBody, NotificationTargets } from "@/lib/schemas/accounts";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

const PATH = "/api/v1/accounts/notification-targets";

export function useNotificationTargets() {
  return useQuery({
    queryKey: queryKeys.notificationTargets,
    queryFn: ({ signal }) => fetchJson(NotificationTargets, PATH, { signal }),
  });
}

/** Each write answers with the list as it is then. */
export function useChangeTargets() {
  const queryClient = useQueryClient();
  const onSuccess = (list: z.infer<typeof NotificationTargets>) =>
    queryClient.setQueryData(queryKeys.notificationTargets, list);
  const add = useMutation({
    mutationFn: (body: z.infer<typeof CreateNotificationTargetBody>) =>
      fetchJson(NotificationTargets, PATH, { method: "POST", body }),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (id: string) => fetchJson(NotificationTargets, `${PATH}/${id}`, { method: "DELETE" }),
    onSuccess,
  });
  const confirm = useMutation({
    mutationFn: ({ id, token }: { id: string; token: string }) =>
      fetchJson(NotificationTargets, `${PATH}/${id}/confirmation`, { method: "POST", body: { token } }),
    onSuccess,
  });
  return { add, remove, confirm };
}
