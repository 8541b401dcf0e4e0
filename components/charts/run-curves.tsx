"use client";

import dynamic from "next/dynamic";
import { useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Skeleton } from "@/components/ui/skeleton";
import type { MetricPoint } from "@/lib/schemas/training";
import { CURVES, type Curve, type CurveKey, prepareCurve } from "./prepare-curve";

const HEIGHT = 120;
const LinePlot = dynamic(() => import("./line-plot").then((module) => module.LinePlot), {
  ssr: false,
  loading: () => <Skeleton className="h-30" />,
});

const COLOURS: Record<CurveKey, `--${string}`> = {
  learningRate: "--data-4",
  gradNorm: "--data-5",
  tokensPerS: "--data-3",
};

/** Rate, gradient norm and speed beside each other, each with its newest value in its name. */
export function RunCurves({ points }: { points: MetricPoint[] }) {
  const curves = useMemo(() => CURVES.map((key) => ({ key, curve: prepareCurve(points, key) })), [points]);
  return (
    <div className="grid gap-3 md:grid-cols-3">
      {curves.map(({ key, curve }) =>
        curve ? <SmallCurve key={key} name={key} curve={curve} colour={COLOURS[key]} /> : null,
      )}
    </div>
  );
}

type SmallCurveProps = { name: CurveKey; curve: Curve; colour: `--${string}` };

function SmallCurve({ name, curve, colour }: SmallCurveProps) {
  const t = useTranslations("training.run.chart");
  const format = useFormatter();
  const series = useMemo(
    () => [{ label: t(name), colour, values: curve.values, points: false }],
    [t, name, colour, curve],
  );
  return (
    <figure aria-label={t(name)} className="min-w-0 rounded-md border bg-surface p-3">
      <figcaption className="mb-1 flex flex-wrap justify-between gap-x-3 text-sm">
        {t(name)}
        <span className="font-semibold">{format.number(curve.last, { maximumSignificantDigits: 3 })}</span>
      </figcaption>
      <LinePlot x={curve.steps} xLabel={t("step")} series={series} height={HEIGHT} />
    </figure>
  );
}
