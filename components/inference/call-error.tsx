"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { FreezeDialog } from "@/components/web3/freeze-dialog";

type CallErrorProps = { error: Error; sessionId: string | null };

const QUOTE_REASONS = ["ceiling", "sequence", "cumulative", "previous_receipt", "per_call", "cap"] as const;

const textOf = (error: Error, key: string): string => {
  const value: unknown = Reflect.get(error, key);
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
};

/**
 * What stopped a paid call. The classes live in the wallet chunk, which this page has not loaded when it
 * first draws, so they are told by name.
 */
export function CallError({ error, sessionId }: CallErrorProps) {
  const t = useTranslations("inference");
  const [freezing, setFreezing] = useState(false);
  if (error.name === "ReceiptRefused") {
    return (
      <>
        <Notice
          tone="danger"
          live="alert"
          title={t("refused.title")}
          actions={
            sessionId ? (
              <Button variant="danger" onClick={() => setFreezing(true)}>
                {t("refused.freeze")}
              </Button>
            ) : null
          }
        >
          {t("refused.text", { checks: textOf(error, "failed") })}
        </Notice>
        {freezing && sessionId ? (
          <FreezeDialog sessionId={sessionId} onClose={() => setFreezing(false)} />
        ) : null}
      </>
    );
  }
  if (error.name === "QuoteRefused") {
    const reason = QUOTE_REASONS.find((candidate) => candidate === textOf(error, "reason")) ?? "sequence";
    return (
      <Notice tone="danger" live="alert" title={t("quoteRefused.title")}>
        {t(`quoteRefused.${reason}`)}
      </Notice>
    );
  }
  if (error.name === "SessionKeyMissing") {
    return (
      <Notice tone="warn" live="alert">
        {t("keyMissing")}
      </Notice>
    );
  }
  return <ActionError error={error} />;
}
