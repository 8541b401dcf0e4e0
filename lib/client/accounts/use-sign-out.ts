"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Ends the sign-in session on the server and forgets everything this account could see. */
export function useSignOut() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => fetchJson(z.unknown(), "/api/v1/accounts/session", { method: "DELETE" }),
    onSuccess: async () => {
      queryClient.setQueryData(queryKeys.signIn, { account: null });
      await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "sign-in" });
    },
  });
}
