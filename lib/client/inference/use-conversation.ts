"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { ChatMessage, Quote } from "@/lib/schemas/inference";
import type { SpendingSession } from "@/lib/schemas/payments";
import { useWallet } from "@/lib/web3/wallet-context";
import { queryKeys } from "../query-keys";
import { readStored, writeStored } from "../use-stored-state";
import { restoreConversation, storeConversation, type Turn } from "./conversation";

type Ask = {
  model: string;
  session: SpendingSession;
  question: string;
  withHistory: boolean;
  maxTokens: number;
  quote: Quote | null;
};

/** Questions and answers with one model, kept in this browser; `ask` makes one paid call. */
export function useConversation(modelSlug: string) {
  const key = `mf-chat-${modelSlug}`;
  const queryClient = useQueryClient();
  const { account, status } = useWallet();
  const [turns, setTurns] = useState<Turn[]>(() => restoreConversation(readStored(key)));
  const abort = useRef<AbortController | null>(null);

  const change = (edit: (turns: Turn[]) => Turn[]) =>
    setTurns((before) => {
      const next = edit(before);
      writeStored(key, storeConversation(next));
      return next;
    });
  const patch = (id: string, edit: (turn: Turn) => Partial<Turn>) =>
    change((all) => all.map((turn) => (turn.id === id ? { ...turn, ...edit(turn) } : turn)));

  const ask = useMutation({
    mutationFn: async ({ question, withHistory, ...call }: Ask) => {
      if (!account || !status) throw new Error("Nobody is signed in");
      const id = crypto.randomUUID();
      const messages = toMessages(withHistory ? turns : [], question);
      change((all) => [...all, { id, question, answer: "", state: "sending", receiptId: null }]);
      abort.current = new AbortController();
      const { signal } = abort.current;
      try {
        const { paidCall } = await import("@/lib/web3/paid-call");
        const bundle = await paidCall({
          ...call,
          status,
          wallet: account.address,
          messages,
          signal,
          onText: (text) => patch(id, (turn) => ({ state: "answering", answer: turn.answer + text })),
          onReceiptId: (receiptId) => patch(id, () => ({ state: "attributing", receiptId })),
        });
        queryClient.setQueryData(queryKeys.receipt(bundle.id), bundle);
        patch(id, () => ({ state: "done", receiptId: bundle.id }));
      } catch (error) {
        patch(id, (turn) => ({ state: signal.aborted || turn.answer !== "" ? "cut" : "failed" }));
        if (signal.aborted) return;
        throw error;
      }
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: queryKeys.credit });
      void queryClient.invalidateQueries({ queryKey: queryKeys.receipts, exact: true });
    },
  });

  return {
    turns,
    ask,
    stop: () => abort.current?.abort(),
    clear: () => {
      ask.reset();
      change(() => []);
    },
  };
}

/** The prompt as it is sent: the answered turns, if wanted, then the question. */
export const toMessages = (turns: readonly Turn[], question: string): ChatMessage[] => [
  ...turns
    .filter((turn) => turn.state === "done" && turn.answer !== "")
    .flatMap((turn): ChatMessage[] => [
      { role: "user", content: turn.question },
      { role: "assistant", content: turn.answer },
    ]),
  { role: "user", content: question },
];
