"use client";

import { useFormatter, useTranslations } from "use-intl";
import { withMinus } from "@/components/ui/format-signed";
import type { ModelCard } from "@/lib/schemas/models";

/** Change of held-out loss against the base, with its 95 % interval; down is better. */
export function Lift({ lift }: { lift: ModelCard["lift"] }) {
  const t = useTranslations("models");
  const format = useFormatter();
  if (!lift) return <span className="font-normal text-muted">{t("liftUnknown")}</span>;
  const number = (value: number) =>
    withMinus(
      format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" }),
    );
  return (
    <span className="whitespace-nowrap" title={t("liftTitle")}>
      {number(lift.deltaLoss)}{" "}
      <span className="text-sm font-normal text-muted">
        {t("interval", { low: number(lift.low), high: number(lift.high) })}
      </span>
    </span>
  );
}
