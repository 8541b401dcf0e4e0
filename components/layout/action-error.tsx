"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ui/error-state";
import { Notice } from "@/components/ui/notice";
import { ApiError } from "@/lib/client/api-error";
import { WalletError } from "@/lib/web3/wallet-error";

type ActionErrorProps = {
  error: Error;
  onRetry?: () => void;
  retrying?: boolean;
  actions?: ReactNode;
};

/**
 * The one place that turns an error into words: the server's own sentence, a wallet sentence by code, or
 * the generic one. A refused signature is a quiet note, not a failure.
 */
export function ActionError({ error, ...rest }: ActionErrorProps) {
  const t = useTranslations("errors");
  const wallet = useTranslations("wallet.errors");
  if (error instanceof WalletError) {
    const detail = error.code === "reverted" || error.code === "failed" ? error.message : "";
    const text = wallet(error.code, { detail });
    return error.code === "rejected" ? (
      <Notice tone="info" live="status">
        {text}
      </Notice>
    ) : (
      <ErrorState title={wallet("title")} detail={text} code={`wallet_${error.code}`} {...rest} />
    );
  }
  if (error instanceof ApiError) {
    if (error.code === "offline" || error.code === "bad_reply") {
      const key = error.code === "offline" ? "offline" : "badReply";
      return <ErrorState title={t(`${key}.title`)} detail={t(`${key}.detail`)} code={error.code} {...rest} />;
    }
    return (
      <ErrorState
        title={error.title || t("unknown.title")}
        detail={error.message || t("unknown.detail")}
        code={error.reason ? `${error.code}/${error.reason}` : error.code}
        {...(error.requestId ? { requestId: error.requestId } : {})}
        {...rest}
      />
    );
  }
  return <ErrorState title={t("unknown.title")} detail={error.message || t("unknown.detail")} {...rest} />;
}
