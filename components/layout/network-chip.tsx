"use client";

import { FlaskConical, Link2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/cn";
import { useInstanceStatus } from "@/lib/client/instance/use-instance-status";

export function NetworkChip() {
  const t = useTranslations("common.network");
  const { data } = useInstanceStatus();
  if (!data) return null;
  const { playMoney, name, id } = data.chain;
  const Icon = playMoney ? FlaskConical : Link2;
  return (
    <span
      title={playMoney ? t("title", { id: String(id) }) : t("titleReal", { id: String(id) })}
      className={cn(
        "inline-flex h-6 items-center gap-1 rounded-full border px-2 text-sm whitespace-nowrap",
        playMoney ? "border-warn text-warn" : "text-muted",
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {playMoney ? t("playMoney") : name}
    </span>
  );
}
