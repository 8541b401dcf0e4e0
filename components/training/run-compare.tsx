"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { PageLoading } from "@/components/layout/page-loading";
import { ButtonLink } from "@/components/ui/button-link";
import { withMinus } from "@/components/ui/format-signed";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Skeleton } from "@/components/ui/skeleton";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { isEnded } from "@/lib/client/training/is-ended";
import { useTrainingRunList } from "@/lib/client/training/use-training-run-list";
import type { TrainingRun } from "@/lib/schemas/training";
import { alignCurves, differences, MAX_COMPARED, measures } from "./compare-runs";

const HEIGHT = 260;
const MOMENT = {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} as const;
const COLOURS = [
  { token: "--data-1", key: "bg-data-1" },
  { token: "--data-2", key: "bg-data-2" },
  { token: "--data-3", key: "bg-data-3" },
  { token: "--data-4", key: "bg-data-4" },
  { token: "--data-5", key: "bg-data-5" },
  { token: "--data-6", key: "bg-data-6" },
] as const;
const LinePlot = dynamic(() => import("@/components/charts/line-plot").then((module) => module.LinePlot), {
  ssr: false,
  loading: () => <Skeleton className="h-65" />,
});

/** Up to six runs of the address, the first of them the baseline. */
export function RunCompare() {
  const t = useTranslations("training.compare");
  const ids = [...new Set((useSearchParams().get("ids") ?? "").split(",").filter(Boolean))].slice(
    0,
    MAX_COMPARED,
  );
  const { runs, error } = useTrainingRunList(ids);
  if (ids.length < 2) return <Notice tone="info">{t("choose")}</Notice>;
  if (error) return <ActionError error={error} />;
  return runs ? <Compared runs={runs} /> : <PageLoading />;
}

function Compared({ runs }: { runs: TrainingRun[] }) {
  const t = useTranslations("training.compare");
  const format = useFormatter();
  const curves = useMemo(() => alignCurves(runs), [runs]);
  const names = runs.map((run, i) =>
    t("name", { number: String(i + 1), date: format.dateTime(new Date(run.createdAt), MOMENT) }),
  );
  const series = curves.values.map((values, i) => ({
    label: names[i] ?? "",
    colour: (COLOURS[i] ?? COLOURS[0]).token,
    values,
    points: true,
  }));
  const number = (value: number) => withMinus(format.number(value, { maximumSignificantDigits: 4 }));
  const signed = (value: number) =>
    withMinus(format.number(value, { maximumSignificantDigits: 3, signDisplay: "exceptZero" }));
  const head = (
    <thead>
      <tr>
        <HeadCell>{t("what")}</HeadCell>
        {runs.map((run, i) => (
          <HeadCell key={run.id} align="right">
            <Link href={`/training/${run.id}`} className="text-primary underline">
              {names[i]}
            </Link>
          </HeadCell>
        ))}
      </tr>
    </thead>
  );
  const changed = differences(runs);
  return (
    <div className="flex flex-col gap-8">
      <SweepNote runs={runs} names={names} />
      <Section title={t("curves")}>
        <figure aria-label={t("curves")} className="rounded-md border bg-surface p-3">
          <figcaption className="mb-2 flex flex-wrap gap-x-4 text-sm">
            {names.map((name, i) => (
              <span key={name} className="inline-flex items-center gap-2">
                <span aria-hidden className={`h-0.5 w-4 ${(COLOURS[i] ?? COLOURS[0]).key}`} />
                {name}
              </span>
            ))}
          </figcaption>
          <LinePlot x={curves.steps} xLabel={t("step")} series={series} height={HEIGHT} />
        </figure>
      </Section>
      <Section title={t("results")} intro={t("resultsIntro")}>
        <Table label={t("results")}>
          {head}
          <tbody>
            {measures(runs).map(({ key, values, deltas }) => (
              <Row key={key}>
                <Cell>{t(`measures.${key}`)}</Cell>
                {values.map((value, i) => {
                  const delta = deltas[i] ?? null;
                  return (
                    <Cell key={runs[i]?.id} align="right">
                      {value === null ? t("none") : number(value)}
                      {delta === null ? null : <span className="text-muted"> ({signed(delta)})</span>}
                    </Cell>
                  );
                })}
              </Row>
            ))}
          </tbody>
        </Table>
      </Section>
      <Section title={t("differences")}>
        {changed.length === 0 ? (
          <p className="text-muted">{t("same")}</p>
        ) : (
          <Table label={t("differences")}>
            {head}
            <tbody>
              {changed.map(({ key, values }) => (
                <Row key={key}>
                  <Cell>{t(`settings.${key}`)}</Cell>
                  {values.map((value, i) => (
                    <Cell key={runs[i]?.id} align="right">
                      {value}
                    </Cell>
                  ))}
                </Row>
              ))}
            </tbody>
          </Table>
        )}
      </Section>
    </div>
  );
}

/** For runs that were started together: which one is kept, or that it is not decided yet. */
function SweepNote({ runs, names }: { runs: TrainingRun[]; names: string[] }) {
  const t = useTranslations("training.compare.sweep");
  const sweep = runs[0]?.sweep;
  if (!sweep || !runs.every((run) => sweep.runIds.includes(run.id))) return null;
  // The run that ended last was asked after all the others, so it knows.
  const kept = runs.flatMap((run) => run.sweep?.best ?? [])[0];
  const best = runs.findIndex((run) => run.id === kept);
  const run = runs[best];
  if (!run)
    return (
      <Notice tone="info" live="status">
        {t(runs.every((run) => isEnded(run.state)) ? "none" : "waiting", {
          ended: runs.filter((run) => isEnded(run.state)).length,
          of: runs.length,
        })}
      </Notice>
    );
  return (
    <Notice
      tone="ok"
      title={t("best", { name: names[best] ?? "", rate: run.settings.learningRate })}
      actions={<ButtonLink href={`/training/${run.id}`}>{t("open")}</ButtonLink>}
    >
      {t("others")}
    </Notice>
  );
}
