import type { MetricPoint } from "@/lib/schemas/training";

export const CURVES = ["learningRate", "gradNorm", "tokensPerS"] as const;
export type CurveKey = (typeof CURVES)[number];

export type Curve = { steps: number[]; values: number[]; last: number };

/** One measure of the training steps over their number, ascending; null when no step reported it. */
export function prepareCurve(points: readonly MetricPoint[], key: CurveKey): Curve | null {
  const byStep = new Map<number, number>();
  for (const point of points) {
    const value = point[key];
    if (point.kind === "train" && value !== null) byStep.set(point.step, value);
  }
  const rows = [...byStep].sort(([a], [b]) => a - b);
  const newest = rows.at(-1);
  if (!newest) return null;
  return { steps: rows.map(([step]) => step), values: rows.map(([, value]) => value), last: newest[1] };
}
