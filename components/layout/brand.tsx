"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";

/** The mark: three ledger lines that step up into an M. */
export function Brand({ narrow = false }: { narrow?: boolean }) {
  const t = useTranslations("common");
  return (
    <Link href="/" className="flex items-center gap-2 font-semibold" aria-label={t("productName")}>
      <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5 shrink-0 text-primary">
        <path
          d="M3 16V5l7 6 7-6v11"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.5"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
        <path d="M3 18.5h14" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </svg>
      {narrow ? null : <span>{t("productName")}</span>}
    </Link>
  );
}
