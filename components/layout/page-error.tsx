"use client";

import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ui/error-state";

type PageErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** Shown where a page threw while it was drawn; the digest finds the server's log line. */
export function PageError({ error, reset }: PageErrorProps) {
  const t = useTranslations("common.pageError");
  return (
    <ErrorState
      title={t("title")}
      detail={t("detail")}
      code="internal"
      {...(error.digest ? { requestId: error.digest } : {})}
      onRetry={reset}
    />
  );
}
