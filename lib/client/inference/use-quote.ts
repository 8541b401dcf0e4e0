"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ChatMessage } from "@/lib/schemas/inference";
import type { SpendingSession } from "@/lib/schemas/payments";
import { queryKeys } from "../query-keys";

const TYPING_PAUSE_MS = 700;

type QuoteInput = {
  model: string;
  session: SpendingSession | undefined;
  messages: ChatMessage[];
  maxTokens: number;
  enabled: boolean;
};

/** The exact price of what is typed, asked for when the typing pauses. */
export function useQuote({ model, session, messages, maxTokens, enabled }: QuoteInput) {
  const wanted = JSON.stringify(messages);
  const [settled, setSettled] = useState(wanted);

  // External system: the clock, which tells a pause in typing.
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(wanted), TYPING_PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [wanted]);

  const query = useQuery({
    queryKey: queryKeys.quote(model, session?.sessionId ?? "", session?.seq ?? 0, settled, maxTokens),
    queryFn: async ({ signal }) => {
      if (!session) return null;
      const { requestQuote } = await import("@/lib/web3/paid-call");
      return requestQuote({ model, session, messages, maxTokens, signal });
    },
    enabled: enabled && session !== undefined && settled === wanted,
    // A quote lives two minutes on the server.
    staleTime: 90_000,
    gcTime: 90_000,
    retry: false,
  });
  return { quote: settled === wanted ? (query.data ?? null) : null, error: query.error };
}
