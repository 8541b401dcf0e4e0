"use client";

import { useTranslations } from "use-intl";
import { Amount } from "@/components/ui/amount";
import { Section } from "@/components/ui/section";
import { useForecast } from "@/lib/client/datanets/use-forecast";

/** What a record here earned in the last 30 days, for somebody who thinks about offering more. */
export function EarningsForecast({ slug }: { slug: string }) {
  const t = useTranslations("datanets.forecast");
  const forecast = useForecast(slug).data;
  if (!forecast) return null;
  const { range, leaders, days } = forecast;
  return (
    <Section title={t("title")}>
      {range === null ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <>
          <p className="text-lg">
            {t.rich("range", {
              low: () => <Amount wei={range.p10Wei} />,
              high: () => <Amount wei={range.p90Wei} />,
            })}
          </p>
          <p className="max-w-reading text-muted">{t("basis", { leaders, days })}</p>
        </>
      )}
    </Section>
  );
}
