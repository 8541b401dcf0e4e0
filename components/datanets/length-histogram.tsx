"use client";

import { useFormatter, useTranslations } from "use-intl";
import { cn } from "@/components/ui/cn";
import type { VersionStats } from "@/lib/schemas/datanet-versions";

type LengthHistogramProps = {
  sizes: VersionStats["sizes"];
  chosen: number | null;
  onChoose: (size: number) => void;
};

/** Rows by length in doubling steps; each bar is a button that keeps only its rows. */
export function LengthHistogram({ sizes, chosen, onChoose }: LengthHistogramProps) {
  const t = useTranslations("datanets.filters");
  const format = useFormatter();
  const most = Math.max(1, ...sizes.map((entry) => entry.count));
  if (sizes.length === 0) return null;
  return (
    <fieldset>
      <legend className="mb-1 text-sm text-muted">{t("lengths")}</legend>
      <ul className="flex items-end gap-1 overflow-x-auto">
        {sizes.map(({ size, count }) => (
          <li key={size}>
            <button
              type="button"
              aria-pressed={size === chosen}
              aria-label={t("bar", { from: 2 ** size, to: 2 ** (size + 1) - 1, count })}
              onClick={() => onChoose(size)}
              className="flex w-16 flex-col items-center gap-1 rounded-md p-1 text-xs hover:bg-sunken"
            >
              <span className="text-muted">{format.number(count)}</span>
              <span className="flex h-10 w-full items-end">
                <span
                  className={cn("w-full rounded-sm", size === chosen ? "bg-primary" : "bg-data-1")}
                  style={{ height: `${Math.max(4, (100 * count) / most)}%` }}
                />
              </span>
              <span>{t("from", { from: 2 ** size })}</span>
            </button>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
