"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Button, buttonClasses } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import type { Contribution } from "@/lib/schemas/contributions";
import { QualityDialog } from "./quality-dialog";

/** How well made the rows are on the whole, how that was measured, and the numbers to compute it again. */
export function ContributionQuality({ slug, contribution }: { slug: string; contribution: Contribution }) {
  const t = useTranslations("datanets.quality");
  const format = useFormatter();
  const [explained, setExplained] = useState(false);
  const { scoreCard } = contribution;
  if (scoreCard === null) return null;
  const names = new Intl.DisplayNames("en", { type: "language" });
  const languages = scoreCard.languages.map((tag) => names.of(tag) ?? tag);
  return (
    <Section title={t("title")} intro={t("intro")}>
      <Facts
        className="max-w-reading"
        facts={[
          {
            label: t("mean"),
            value: t("outOf", { score: format.number(scoreCard.mean / 100, { maximumFractionDigits: 2 }) }),
          },
          { label: t("languages"), value: languages.length > 0 ? languages.join(", ") : t("noLanguages") },
          { label: t("topic"), value: scoreCard.topicList === null ? t("noTopic") : t("withTopic") },
        ]}
      />
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setExplained(true)}>{t("how")}</Button>
        {contribution.viewerReadsRows ? (
          <a
            href={`/api/v1/datanets/${slug}/contributions/${contribution.id}/quality`}
            className={buttonClasses()}
            download
          >
            <Download aria-hidden className="size-4" />
            {t("export")}
          </a>
        ) : null}
      </div>
      {explained ? <QualityDialog onClose={() => setExplained(false)} /> : null}
    </Section>
  );
}
