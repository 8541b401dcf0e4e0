"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useWallet } from "@/lib/web3/wallet-context";
import { queryKeys } from "../query-keys";

/** The owner's own transaction; nobody else has to agree to it. */
export function useFreezeSession() {
  const queryClient = useQueryClient();
  const { status, sendCall } = useWallet();
  return useMutation({
    mutationFn: async (sessionId: string) => {
      if (!status) throw new Error("The instance's status is not known yet");
      const { freezeCall } = await import("@/lib/web3/freeze-call");
      return sendCall(freezeCall(status, sessionId));
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.credit }),
  });
}
