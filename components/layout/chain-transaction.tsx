"use client";

import { useTranslations } from "use-intl";
import { Hash } from "@/components/ui/hash";
import { useInstanceStatus } from "@/lib/client/instance/use-instance-status";

/** A transaction hash; it links to the instance's explorer where one is configured. */
export function ChainTransaction({ hash }: { hash: string }) {
  const t = useTranslations("common");
  const explorer = useInstanceStatus().data?.chain.explorerUrl;
  const shown = <Hash value={hash} name={t("transactionHash")} />;
  if (!explorer) return shown;
  return (
    <span className="inline-flex items-center gap-2">
      {shown}
      <a
        href={`${explorer.replace(/\/$/, "")}/tx/${hash}`}
        rel="noopener nofollow"
        className="text-primary underline"
      >
        {t("explorer")}
      </a>
    </span>
  );
}
