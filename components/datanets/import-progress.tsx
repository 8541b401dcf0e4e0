"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Progress } from "@/components/ui/progress";
import { Section } from "@/components/ui/section";
import type { Contribution } from "@/lib/schemas/contributions";

/** What the reader is doing; the page can be left, the server goes on. */
export function ImportProgress({ contribution }: { contribution: Contribution }) {
  const t = useTranslations("datanets.contribute.reading");
  const format = useFormatter();
  const { phase = "waiting", rows = 0, done = null } = contribution.progress ?? {};
  // Announced at each phase and each tenth, not at each change of the bar.
  const tenth = done === null ? null : Math.floor(done * 10) * 10;
  return (
    <Section title={t("title", { file: contribution.filename })}>
      <Progress
        label={t("title", { file: contribution.filename })}
        value={done ?? 0}
        max={1}
        text={t(phase)}
      />
      <p role="status" className="text-muted">
        {t(phase)}
        {tenth === null ? null : ` · ${format.number(tenth / 100, { style: "percent" })}`}
      </p>
      {rows > 0 ? <p className="text-sm text-muted">{t("rows", { rows })}</p> : null}
    </Section>
  );
}
