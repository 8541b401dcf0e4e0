"use client";

import { useQuery } from "@tanstack/react-query";
import type { SpendingSession } from "@/lib/schemas/payments";
import { useWallet } from "@/lib/web3/wallet-context";
import { queryKeys } from "../query-keys";

/** Which of these sessions this browser holds the key of. */
export function useSessionKeys(sessions: readonly SpendingSession[]) {
  const { account, status } = useWallet();
  const ids = sessions.map((session) => session.sessionId);
  return useQuery({
    queryKey: queryKeys.sessionKeys(account?.address ?? null, ids),
    queryFn: async () => {
      if (!account || !status) return [];
      const { hasSessionKey } = await import("@/lib/web3/session-key");
      const held = await Promise.all(
        ids.map((sessionId) =>
          hasSessionKey({
            chainId: status.chain.id,
            meter: status.chain.contracts.InferenceMeter ?? "",
            wallet: account.address,
            sessionId,
          }),
        ),
      );
      return ids.filter((_, index) => held[index]);
    },
    enabled: Boolean(account && status && ids.length > 0),
  });
}
