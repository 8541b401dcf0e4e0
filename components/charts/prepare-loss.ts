import type { MetricPoint } from "@/lib/schemas/training";

export type LossChart = {
  /** Ascending steps, and one value per step and series; null is a gap. */
  steps: number[];
  train: (number | null)[];
  evaluation: (number | null)[];
  summary:
    | { kind: "evaluation"; first: number; last: number; best: number; bestStep: number }
    | { kind: "train"; first: number; last: number }
    | { kind: "empty" };
};

/** Aligns both series over the union of their steps. Pure; draws nothing. */
export function prepareLoss(points: readonly MetricPoint[]): LossChart {
  const byStep = new Map<number, { train: number | null; evaluation: number | null }>();
  for (const point of points) {
    const row = byStep.get(point.step) ?? { train: null, evaluation: null };
    if (point.kind === "train") row.train = point.loss;
    else row.evaluation = point.loss;
    byStep.set(point.step, row);
  }
  const rows = [...byStep.entries()].sort(([a], [b]) => a - b);
  const steps = rows.map(([step]) => step);
  const train = rows.map(([, row]) => row.train);
  const evaluation = rows.map(([, row]) => row.evaluation);
  return { steps, train, evaluation, summary: summarise(steps, train, evaluation) };
}

function summarise(
  steps: number[],
  train: (number | null)[],
  evaluation: (number | null)[],
): LossChart["summary"] {
  const measured = evaluation.flatMap((loss, index) =>
    loss === null ? [] : [{ loss, step: steps[index] ?? 0 }],
  );
  const first = measured[0];
  const last = measured.at(-1);
  if (first && last) {
    const best = measured.reduce((lowest, next) => (next.loss < lowest.loss ? next : lowest), first);
    return {
      kind: "evaluation",
      first: first.loss,
      last: last.loss,
      best: best.loss,
      bestStep: best.step,
    };
  }
  const trained = train.filter((loss) => loss !== null);
  const firstTrain = trained[0];
  const lastTrain = trained.at(-1);
  return firstTrain === undefined || lastTrain === undefined
    ? { kind: "empty" }
    : { kind: "train", first: firstTrain, last: lastTrain };
}
