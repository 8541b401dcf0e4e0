"use client";

import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { withMinus } from "@/components/ui/format-signed";
import { Section } from "@/components/ui/section";
import { Status, type Tone } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { Tabs } from "@/components/ui/tabs";
import type { EvalReport } from "@/lib/schemas/training";
import { AnswerTable } from "./answer-table";

const TONES: Record<EvalReport["verdict"], Tone> = {
  better: "ok",
  no_proven_difference: "warn",
  worse: "danger",
};
const GROUPS = ["best", "worst", "random"] as const;
type Group = (typeof GROUPS)[number];

/** Base beside tuned on rows that training never saw, with the interval that decides the verdict. */
export function EvalReportView({ report }: { report: EvalReport }) {
  const t = useTranslations("models.evaluation");
  const format = useFormatter();
  const groups = GROUPS.filter((group) => report.samples.some((sample) => sample.group === group));
  const [group, setGroup] = useState<string>(groups[0] ?? "best");
  const number = (value: number, signed = false) =>
    withMinus(
      format.number(value, {
        minimumFractionDigits: 3,
        maximumFractionDigits: 3,
        ...(signed ? { signDisplay: "exceptZero" } : {}),
      }),
    );
  const { deltaLoss } = report;

  return (
    <Section
      title={t("title")}
      intro={t("intro", { rows: report.rows })}
      actions={<Status tone={TONES[report.verdict]}>{t(report.verdict)}</Status>}
    >
      <Table label={t("table")}>
        <thead>
          <tr>
            <HeadCell>{t("measure")}</HeadCell>
            <HeadCell align="right">{t("base")}</HeadCell>
            <HeadCell align="right">{t("tuned")}</HeadCell>
            <HeadCell align="right">{t("change")}</HeadCell>
          </tr>
        </thead>
        <tbody>
          <Row>
            <Cell>{t("loss")}</Cell>
            <Cell align="right">{number(report.baseLoss)}</Cell>
            <Cell align="right">{number(report.tunedLoss)}</Cell>
            <Cell align="right">
              <span className="font-semibold">{number(deltaLoss.mean, true)}</span>{" "}
              <span className="inline-block whitespace-nowrap text-muted">
                [{number(deltaLoss.low, true)}, {number(deltaLoss.high, true)}]
              </span>
            </Cell>
          </Row>
          <Row>
            <Cell>{t("f1")}</Cell>
            <Cell align="right">{number(report.baseF1)}</Cell>
            <Cell align="right">{number(report.tunedF1)}</Cell>
            <Cell align="right" className="font-semibold">
              {number(report.tunedF1 - report.baseF1, true)}
            </Cell>
          </Row>
          <Row>
            <Cell>{t("changed")}</Cell>
            <Cell />
            <Cell />
            <Cell align="right" className="font-semibold">
              {t("changedOf", report.changedAnswers)}
            </Cell>
          </Row>
        </tbody>
      </Table>
      {groups.length > 0 ? (
        <Tabs
          label={t("samples")}
          value={group}
          onValueChange={setGroup}
          tabs={groups.map((value) => ({
            value,
            label: t(`groups.${value}`),
            content: <Samples report={report} group={value} number={(delta) => number(delta, true)} />,
          }))}
        />
      ) : null}
    </Section>
  );
}

type SamplesProps = { report: EvalReport; group: Group; number: (value: number) => string };

function Samples({ report, group, number }: SamplesProps) {
  const t = useTranslations("models.evaluation");
  return (
    <AnswerTable
      label={t("samplesTable")}
      names={{
        prompt: t("prompt"),
        expected: t("expected"),
        base: t("baseAnswer"),
        tuned: t("tunedAnswer"),
        measure: t("delta"),
      }}
      rows={report.samples
        .filter((sample) => sample.group === group)
        .map((sample) => ({ ...sample, measure: number(sample.deltaLoss) }))}
    />
  );
}
