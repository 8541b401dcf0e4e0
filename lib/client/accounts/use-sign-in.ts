"use client";

import { useQuery } from "@tanstack/react-query";
import { SignIn } from "@/lib/schemas/accounts";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Who is signed in. `account` is null for somebody who looks around, undefined until known. */
export function useSignIn() {
  const query = useQuery({
    queryKey: queryKeys.signIn,
    queryFn: ({ signal }) => fetchJson(SignIn, "/api/v1/accounts/session", { signal }),
    staleTime: 60_000,
  });
  return { account: query.data?.account, isPending: query.isPending, error: query.error };
}
