"use client";

import { useTranslations } from "use-intl";
import { cn } from "./cn";
import { CopyButton } from "./copy-button";

type HashProps = { value: string; name: string; className?: string; copy?: boolean };

/** Middle-truncated; the whole value is in the title and on the clipboard. `name` says what it is. */
export function Hash({ value, name, className, copy = true }: HashProps) {
  const t = useTranslations("ui");
  const short = value.length > 16 ? `${value.slice(0, 8)}…${value.slice(-6)}` : value;
  return (
    <span className={cn("inline-flex items-center gap-1 whitespace-nowrap", className)}>
      <code title={value} className="font-mono text-sm">
        {short}
      </code>
      {copy ? <CopyButton value={value} label={t("copyOf", { name })} /> : null}
    </span>
  );
}
