"use client";

import { Download } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { buttonClasses } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { Contribution, ConversionReport as Report } from "@/lib/schemas/contributions";

type ConversionReportProps = { contribution: Contribution; report: Report };

/** Rows in and out; nothing is dropped without its line and its reason. */
export function ConversionReport({ contribution, report }: ConversionReportProps) {
  const t = useTranslations("datanets.contribute.report");
  const format = useFormatter();
  const left = report.rejected + report.exactDuplicates;
  const path = `/api/v1/datanets/${contribution.datanet}/contributions/${contribution.id}/rejected-rows`;
  const mayDownload = left > 0 && (contribution.viewerIsAuthor || contribution.viewerMayReview);

  return (
    <Section
      title={t("title")}
      actions={
        mayDownload ? (
          <a href={path} download className={buttonClasses()}>
            <Download aria-hidden className="size-4" />
            {t("download")}
          </a>
        ) : null
      }
    >
      <Facts
        wide
        facts={[
          { label: t("rowsIn"), value: format.number(report.rowsIn) },
          { label: t("rowsOut"), value: format.number(report.rowsOut) },
          { label: t("rejected"), value: format.number(report.rejected) },
          { label: t("duplicates"), value: format.number(report.exactDuplicates) },
        ]}
      />
      <p role="status" className="text-sm text-muted">
        {t("sum", {
          rowsIn: report.rowsIn,
          rowsOut: report.rowsOut,
          rejected: report.rejected,
          duplicates: report.exactDuplicates,
        })}
      </p>
      {report.turns.in > report.rowsIn ? (
        <p className="text-sm text-muted">{t("turns", report.turns)}</p>
      ) : null}
      {Object.keys(report.splits).length > 0 ? (
        <p className="text-sm text-muted">
          {t("splits", {
            train: report.splits.train ?? 0,
            validation: report.splits.validation ?? 0,
            test: report.splits.test ?? 0,
          })}
        </p>
      ) : null}
      {report.stopped ? <Notice tone="warn">{report.stopped}</Notice> : null}
      {report.rowsOut === 0 ? (
        <Notice tone="danger" title={t("noRows")}>
          {t("noRowsText")}
        </Notice>
      ) : null}
      {report.samples.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <Table label={t("table")} tall className="min-w-160">
          <thead>
            <tr>
              <HeadCell align="right">{t("line")}</HeadCell>
              <HeadCell>{t("column")}</HeadCell>
              <HeadCell>{t("reason")}</HeadCell>
              <HeadCell>{t("raw")}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {report.samples.map((sample) => (
              <Row key={`${sample.line}-${sample.code}-${sample.column}`}>
                <Cell align="right">{sample.line}</Cell>
                <Cell className="font-mono">{sample.column}</Cell>
                <Cell>{sample.message}</Cell>
                <Cell className="max-w-96 truncate font-mono text-muted" title={sample.raw}>
                  {sample.raw}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      {report.samples.length < left ? (
        <p className="text-sm text-muted">{t("shown", { count: report.samples.length })}</p>
      ) : null}
    </Section>
  );
}
