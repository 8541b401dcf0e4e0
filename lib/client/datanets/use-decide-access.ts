"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AccessGrant, AccessStatement } from "@/lib/schemas/datanet-access";
import { useWallet } from "@/lib/web3/wallet-context";
import { fetchJson } from "../fetch-json";
import { queryKeys } from "../query-keys";

export type AccessDecision = { grant: true } | { grant: false; reason: string };

/** The owner's answer. Granting asks his wallet for one signature; a refused signature leaves the request open. */
export function useDecideAccess(slug: string, id: string) {
  const queryClient = useQueryClient();
  const { signTyped } = useWallet();
  const path = `/api/v1/datanets/${slug}/access/${id}` as const;
  return useMutation({
    mutationFn: async (answer: AccessDecision) => {
      if (!answer.grant) {
        const body = { decision: "refuse", reason: answer.reason };
        return fetchJson(AccessGrant, `${path}/decision`, { method: "POST", body });
      }
      const { typedData } = await fetchJson(AccessStatement, `${path}/statement`, {
        method: "POST",
        body: {},
      });
      const body = { decision: "grant", signature: await signTyped(typedData) };
      return fetchJson(AccessGrant, `${path}/decision`, { method: "POST", body });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.datanet(slug) }),
  });
}
