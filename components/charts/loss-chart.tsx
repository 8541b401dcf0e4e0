"use client";

import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { MetricPoint } from "@/lib/schemas/training";
import { CURVES, prepareCurve } from "./prepare-curve";
import { prepareLoss } from "./prepare-loss";
import { RunCurves } from "./run-curves";
import { smooth } from "./smooth";

const HEIGHT = 260;
const SMOOTHINGS = ["none", "some", "strong"] as const;
type Smoothing = (typeof SMOOTHINGS)[number];
const WEIGHTS: Record<Smoothing, number> = { none: 0, some: 0.6, strong: 0.9 };
const LinePlot = dynamic(() => import("./line-plot").then((module) => module.LinePlot), {
  ssr: false,
  loading: () => <Skeleton className="h-65" />,
});

/**
 * Training and held-out loss with the three measures that explain them, a sentence that says the same, and one
 * table of all for those who read numbers.
 */
export function LossChart({ points }: { points: MetricPoint[] }) {
  const t = useTranslations("training.run.chart");
  const format = useFormatter();
  const [asTable, setAsTable] = useState(false);
  const [log, setLog] = useState(false);
  const [smoothing, setSmoothing] = useState<Smoothing>("none");
  const chart = useMemo(() => prepareLoss(points), [points]);
  const loss = (value: number) =>
    format.number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const series = useMemo(
    () => [
      {
        label: t("train"),
        colour: "--data-1" as const,
        values: smooth(chart.train, WEIGHTS[smoothing]),
        points: false,
      },
      { label: t("eval"), colour: "--data-2" as const, values: chart.evaluation, points: true },
    ],
    [t, chart, smoothing],
  );
  const curves = useMemo(
    () =>
      CURVES.map((key) => {
        const curve = prepareCurve(points, key);
        return { key, at: new Map(curve?.steps.map((step, index) => [step, curve.values[index]])) };
      }),
    [points],
  );
  const measure = (value: number) => format.number(value, { maximumSignificantDigits: 3 });
  const { summary } = chart;

  return (
    <Section
      title={t("title")}
      actions={
        summary.kind === "empty" ? null : (
          <>
            {asTable ? null : (
              <>
                <Select
                  aria-label={t("smoothing")}
                  className="w-40"
                  value={smoothing}
                  onChange={(event) => setSmoothing(event.target.value as Smoothing)}
                >
                  {SMOOTHINGS.map((key) => (
                    <option key={key} value={key}>
                      {t(`smoothings.${key}`)}
                    </option>
                  ))}
                </Select>
                <Button aria-pressed={log} onClick={() => setLog(!log)}>
                  {t(log ? "linear" : "log")}
                </Button>
              </>
            )}
            <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {t(asTable ? "chart" : "table")}
            </Button>
          </>
        )
      }
    >
      <p className="text-muted">
        {summary.kind === "evaluation"
          ? t("summary", {
              first: loss(summary.first),
              last: loss(summary.last),
              best: loss(summary.best),
              step: summary.bestStep,
            })
          : summary.kind === "train"
            ? t("summaryTrain", { first: loss(summary.first), last: loss(summary.last) })
            : t("empty")}
      </p>
      {asTable ? (
        <Table label={t("tableLabel")} tall>
          <thead>
            <tr>
              <HeadCell align="right">{t("step")}</HeadCell>
              <HeadCell align="right">{t("train")}</HeadCell>
              <HeadCell align="right">{t("eval")}</HeadCell>
              {curves.map(({ key }) => (
                <HeadCell key={key} align="right">
                  {t(key)}
                </HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {chart.steps.map((step, index) => (
              <Row key={step}>
                <Cell align="right">{step}</Cell>
                <Cell align="right">{shown(chart.train[index], loss)}</Cell>
                <Cell align="right">{shown(chart.evaluation[index], loss)}</Cell>
                {curves.map(({ key, at }) => (
                  <Cell key={key} align="right">
                    {shown(at.get(step), measure)}
                  </Cell>
                ))}
              </Row>
            ))}
          </tbody>
        </Table>
      ) : (
        <>
          <figure aria-label={t("title")} className="rounded-md border bg-surface p-3">
            <figcaption className="mb-2 flex flex-wrap gap-x-4 text-sm">
              <Key className="bg-data-1" label={t("train")} />
              <Key className="bg-data-2" label={t("eval")} />
            </figcaption>
            <LinePlot x={chart.steps} xLabel={t("step")} series={series} height={HEIGHT} log={log} />
          </figure>
          <RunCurves points={points} />
        </>
      )}
    </Section>
  );
}

const shown = (value: number | null | undefined, format: (value: number) => string) =>
  value === null || value === undefined ? "" : format(value);

const Key = ({ className, label }: { className: string; label: string }) => (
  <span className="inline-flex items-center gap-2">
    <span aria-hidden className={`h-0.5 w-4 ${className}`} />
    {label}
  </span>
);
