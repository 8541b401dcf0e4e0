"use client";

import { useTranslations } from "use-intl";
import { Section } from "@/components/ui/section";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
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
        <Table label={t("table")} className="min-w-200">
          <thead>
            <tr>
              <HeadCell className="w-1/4">{t("prompt")}</HeadCell>
              <HeadCell className="w-1/4">{t("expected")}</HeadCell>
              <HeadCell className="w-1/4">{t("base")}</HeadCell>
              <HeadCell className="w-1/4">{t("now")}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {shown.map((sample) => (
              <Row key={sample.prompt}>
                <Cell className="break-words whitespace-pre-wrap">{sample.prompt}</Cell>
                <Cell className="break-words whitespace-pre-wrap">{sample.expected}</Cell>
                <Cell className="break-words whitespace-pre-wrap text-muted">{sample.base}</Cell>
                <Cell className="break-words whitespace-pre-wrap">{sample.tuned}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
