"use client";

import { useQuery } from "@tanstack/react-query";
import { AccessGrantPage } from "@/lib/schemas/datanet-access";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

/** Requests and grants: all for the owner, one's own for anybody else. Asked only once somebody is signed in. */
export function useAccessGrants(slug: string, account: string | null) {
  return useQuery({
    queryKey: queryKeys.accessGrants(slug, account),
    queryFn: ({ signal }) => fetchJson(AccessGrantPage, `/api/v1/datanets/${slug}/access`, { signal }),
    enabled: account !== null,
    // A grant arrives from elsewhere: its owner's signature, then the chain.
    refetchInterval: 5_000,
  });
}
