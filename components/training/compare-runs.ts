import type { TrainingRun, TrainingSettings } from "@/lib/schemas/training";

export const MAX_COMPARED = 6;

export type Curves = { steps: number[]; values: (number | null)[][] };
export type Difference = { key: keyof TrainingSettings | "data" | "base"; values: string[] };
export type Measure = {
  key: "heldOut" | "change" | "f1" | "trainLoss" | "steps";
  values: (number | null)[];
  /** Against the first run, where both were measured. */
  deltas: (number | null)[];
};

/** Held-out loss of each run (training loss where a run has no held-out points) over the union of their steps. */
export function alignCurves(runs: readonly TrainingRun[]): Curves {
  const series = runs.map((run) => {
    const held = run.points.filter((point) => point.kind === "eval");
    const shown = held.length > 0 ? held : run.points.filter((point) => point.kind === "train");
    return new Map(shown.map((point) => [point.step, point.loss]));
  });
  const steps = [...new Set(series.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
  return { steps, values: series.map((points) => steps.map((step) => points.get(step) ?? null)) };
}

/** What the plans do not have in common. */
export function differences(runs: readonly TrainingRun[]): Difference[] {
  const first = runs[0];
  if (!first) return [];
  const keys = Object.keys(first.settings) as (keyof TrainingSettings)[];
  const rows: Difference[] = [
    { key: "base", values: runs.map((run) => run.baseModelId) },
    {
      key: "data",
      values: runs.map((run) => run.data.map(({ name, version }) => `${name} v${version}`).join(", ")),
    },
    ...keys.map((key) => ({ key, values: runs.map((run) => String(run.settings[key])) })),
  ];
  return rows.filter(({ values }) => new Set(values).size > 1);
}

/** Results side by side, with signed differences from the first run. */
export function measures(runs: readonly TrainingRun[]): Measure[] {
  const lastTrain = (run: TrainingRun) =>
    run.points.filter((point) => point.kind === "train").at(-1)?.loss ?? null;
  const rows: [Measure["key"], (run: TrainingRun) => number | null][] = [
    ["heldOut", (run) => run.evaluation?.tunedLoss ?? null],
    ["change", (run) => run.evaluation?.deltaLoss.mean ?? null],
    ["f1", (run) => run.evaluation?.tunedF1 ?? null],
    ["trainLoss", lastTrain],
    ["steps", (run) => run.step],
  ];
  return rows.map(([key, read]) => {
    const values = runs.map(read);
    const baseline = values[0] ?? null;
    const deltas = values.map((value, i) =>
      i === 0 || value === null || baseline === null ? null : value - baseline,
    );
    return { key, values, deltas };
  });
}
