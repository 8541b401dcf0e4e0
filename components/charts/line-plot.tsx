"use client";

import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "react";
import uPlot from "uplot";

export type PlotSeries = { label: string; colour: `--${string}`; values: (number | null)[]; points: boolean };

type LinePlotProps = {
  x: number[];
  xLabel: string;
  series: PlotSeries[];
  height: number;
  /** Logarithmic values; for series that are above zero. */
  log?: boolean;
};

/**
 * A canvas of straight segments (uPlot: 100,000 points without a stutter). It decides nothing: data come
 * prepared, colours are tokens, resolved through the element because a canvas knows no custom property.
 */
export function LinePlot({ x, xLabel, series, height, log = false }: LinePlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ x, series });
  latest.current = { x, series };
  const shape = series.map(({ label, colour }) => `${label}:${colour}`).join("|");

  // External systems: the canvas, the element's width and the theme.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another set of series is another plot, new values are not
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        optionsFor(element, latest.current.series, xLabel, height, log),
        toData(latest.current.x, latest.current.series),
        element,
      );
    };
    draw();
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", draw);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      resize.disconnect();
      theme.disconnect();
      dark.removeEventListener("change", draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, xLabel, height, log]);

  // External system: the canvas gets new values without being rebuilt.
  useEffect(() => {
    plot.current?.setData(toData(x, series));
  }, [x, series]);

  return <div ref={host} className="w-full" style={{ height }} />;
}

const toData = (x: number[], series: PlotSeries[]): uPlot.AlignedData => [
  x,
  ...series.map(({ values }) => values),
];

function optionsFor(
  element: HTMLElement,
  series: PlotSeries[],
  xLabel: string,
  height: number,
  log: boolean,
): uPlot.Options {
  const ink = resolveColour(element, "--muted");
  const line = resolveColour(element, "--border");
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis: uPlot.Axis = {
    stroke: ink,
    font,
    labelFont: font,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    scales: { x: { time: false }, ...(log && { y: { distr: 3 } }) },
    axes: [
      { ...axis, size: 32 },
      { ...axis, size: 48 },
    ],
    series: [
      { label: xLabel },
      ...series.map(({ label, colour, points }) => {
        const stroke = resolveColour(element, colour);
        return {
          label,
          stroke,
          width: 2,
          spanGaps: true,
          points: { show: points, size: 6, stroke, fill: stroke },
        };
      }),
    ],
  };
}

function resolveColour(element: HTMLElement, token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  element.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
