"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { Notice } from "./notice";

type ErrorStateProps = {
  title: string;
  detail: ReactNode;
  code?: string;
  requestId?: string;
  onRetry?: () => void;
  retrying?: boolean;
  actions?: ReactNode;
};

/** What happened and what to do, with the code and the request id to quote when asking for help. */
export function ErrorState(props: ErrorStateProps) {
  const { title, detail, code, requestId, onRetry, retrying = false, actions } = props;
  const t = useTranslations("ui");
  const reference = [code, requestId].filter(Boolean).join(" · ");
  return (
    <Notice
      tone="danger"
      live="alert"
      title={title}
      actions={
        <>
          {onRetry ? (
            <Button onClick={onRetry} pending={retrying}>
              {t("tryAgain")}
            </Button>
          ) : null}
          {actions}
        </>
      }
    >
      <p>{detail}</p>
      {reference ? (
        <p className="mt-1 flex items-center gap-1 text-sm text-muted">
          <code className="font-mono break-all">{reference}</code>
          <CopyButton value={reference} label={t("copyErrorReference")} />
        </p>
      ) : null}
    </Notice>
  );
}
