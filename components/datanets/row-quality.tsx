"use client";

import { useFormatter, useTranslations } from "use-intl";
import { QUALITY_PARTS } from "@/lib/domain/datanets/quality/quality-weights";
import type { RowQuality as Quality } from "@/lib/schemas/contributions";

/** A row's quality, with its parts behind it. */
export function RowQuality({ quality }: { quality: Quality }) {
  const t = useTranslations("datanets.quality");
  const format = useFormatter();
  const points = (value: number) => format.number(value / 100, { maximumFractionDigits: 1 });
  return (
    <details className="mt-1">
      <summary className="min-h-6 cursor-pointer text-muted">
        {t("rowScore", { score: points(quality.score) })}
      </summary>
      <ul className="mt-1 text-muted">
        {QUALITY_PARTS.map((part) => {
          const value = quality.parts[part];
          return (
            <li key={part} className="flex justify-between gap-3">
              <span>{t(`partName.${part}`)}</span>
              <span className="tabular-nums">{value === null ? t("notSaid") : points(value)}</span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
