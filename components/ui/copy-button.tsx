"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";

type CopyButtonProps = { value: string; label: string; withText?: boolean; className?: string };

/** Copies and says so for two seconds, in the button and to screen readers. */
export function CopyButton({ value, label, withText = false, className }: CopyButtonProps) {
  const t = useTranslations("ui");
  const [copied, setCopied] = useState(false);
  const Icon = copied ? Check : Copy;

  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    window.setTimeout(() => setCopied(false), 2000);
  };

  return (
    <Button
      variant={withText ? "secondary" : "ghost"}
      size={withText ? "sm" : "icon"}
      className={withText ? className : `-my-1 size-6 text-muted ${className ?? ""}`}
      aria-label={withText ? undefined : label}
      onClick={copy}
    >
      <Icon aria-hidden className="size-3.5" />
      {withText ? (copied ? t("copied") : label) : null}
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </Button>
  );
}
