"use client";

import { useTranslations } from "use-intl";
import { AnswerTable } from "@/components/tables/answer-table";
import { Section } from "@/components/ui/section";
import type { RunSample } from "@/lib/schemas/training";

/** The newest evaluation's answers, base beside now. */
export function RunSamples({ samples }: { samples: RunSample[] }) {
  const t = useTranslations("training.run.samples");
  const step = samples.reduce((newest, sample) => Math.max(newest, sample.step), 0);
  const shown = samples.filter((sample) => sample.step === step);
  return (
    <Section
      title={t("title")}
      intro={t("intro")}
      actions={shown.length > 0 ? <span className="text-sm text-muted">{t("at", { step })}</span> : null}
    >
      {shown.length === 0 ? (
        <p className="text-muted">{t("empty")}</p>
      ) : (
        <AnswerTable
          label={t("table")}
          names={{ prompt: t("prompt"), expected: t("expected"), base: t("base"), tuned: t("now") }}
          rows={shown}
        />
      )}
    </Section>
  );
}
