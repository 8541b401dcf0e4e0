"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";

/** Loud on purpose: nobody may take this key for a real wallet. */
export function PlayMoneyBadge() {
  const t = useTranslations("wallet");
  return (
    <span className="inline-flex h-6 w-fit items-center gap-1 rounded-full bg-danger px-2 text-sm font-semibold text-on-danger">
      <TriangleAlert aria-hidden className="size-3.5" />
      {t("playMoney")}
    </span>
  );
}
