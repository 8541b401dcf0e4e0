"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SessionTerms } from "@/lib/web3/open-spending-session";
import { useWallet } from "@/lib/web3/wallet-context";
import { queryKeys } from "../query-keys";

export type OpenStep = "preparing" | "deposit" | "grant" | "opening";

/** Two signatures; `step` says which of them the wallet is being asked for. */
export function useOpenSession() {
  const queryClient = useQueryClient();
  const { account, status, requestSignIn, signTyped } = useWallet();
  const [step, setStep] = useState<OpenStep>("preparing");
  const mutation = useMutation({
    mutationFn: async (terms: SessionTerms) => {
      const who = account ?? (await requestSignIn());
      if (!status) throw new Error("The instance's status is not known yet");
      const { openSpendingSession } = await import("@/lib/web3/open-spending-session");
      return openSpendingSession({ status, wallet: who.address, terms, signTyped, onStep: setStep });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.credit }),
  });
  return { ...mutation, step };
}
