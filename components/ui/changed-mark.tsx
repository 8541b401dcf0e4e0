"use client";

import { useTranslations } from "use-intl";

/** A dot and a word beside a setting that is not at its default. */
export function ChangedMark() {
  const t = useTranslations("ui");
  return (
    <span className="flex items-center gap-1 text-xs text-info">
      <span aria-hidden className="size-1.5 rounded-full bg-info" />
      {t("changed")}
    </span>
  );
}
