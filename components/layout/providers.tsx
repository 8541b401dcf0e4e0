"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { IntlProvider } from "use-intl";
import { ApiError } from "@/lib/client/api-error";
import { queryKeys } from "@/lib/client/query-keys";
import { locale, messages, timeZone } from "@/lib/messages/messages";

const isSignedOut = (error: Error) => error instanceof ApiError && error.code === "unauthenticated";

/** A sign-in that ran out is noticed by whichever call meets it first; the whole page then asks again. */
function makeQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (isSignedOut(error)) void queryClient.invalidateQueries({ queryKey: queryKeys.signIn });
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && (!(error instanceof ApiError) || error.retryable),
      },
    },
  });
  return queryClient;
}

/** What every page needs; the wallet is not among it and loads on intent. */
export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  return (
    <IntlProvider locale={locale} messages={messages} timeZone={timeZone}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </IntlProvider>
  );
}
