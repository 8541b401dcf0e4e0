"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Notice } from "@/components/ui/notice";
import { ApiError } from "@/lib/client/api-error";
import { useWallet } from "@/lib/web3/wallet-context";
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
export function ActionError({ error, actions, ...rest }: ActionErrorProps) {
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
      <ErrorState
        title={wallet("title")}
        detail={text}
        code={`wallet_${error.code}`}
        actions={actions}
        {...rest}
      />
    );
  }
  if (error instanceof ApiError) {
    if (error.code === "offline" || error.code === "bad_reply") {
      const key = error.code === "offline" ? "offline" : "badReply";
      return (
        <ErrorState
          title={t(`${key}.title`)}
          detail={t(`${key}.detail`)}
          code={error.code}
          actions={actions}
          {...rest}
        />
      );
    }
    return (
      <ErrorState
        title={error.title || t("unknown.title")}
        detail={error.message || t("unknown.detail")}
        code={error.reason ? `${error.code}/${error.reason}` : error.code}
        {...(error.requestId ? { requestId: error.requestId } : {})}
        actions={
          <>
            {error.code === "unauthenticated" ? <SignInAgain /> : null}
            {actions}
          </>
        }
        {...rest}
      />
    );
  }
  return (
    <ErrorState
      title={t("unknown.title")}
      detail={error.message || t("unknown.detail")}
      actions={actions}
      {...rest}
    />
  );
}

/** What was being done stays on the page; after signing in it is tried again there. */
function SignInAgain() {
  const t = useTranslations("wallet.signIn");
  const { requestSignIn } = useWallet();
  return <Button onClick={() => requestSignIn().catch(() => undefined)}>{t("open")}</Button>;
}
