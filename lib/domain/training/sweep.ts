import { TrainingInput, TrainingSettings } from "@/lib/schemas/training";

/** Half, once and twice the rate: with a linear schedule a wrong factor of two costs more than most other settings. */
const FACTORS = [0.5, 1, 2];

/**
 * The short runs of a sweep: the plan with other rates and a third of its passes each, so that together they take
 * about what the whole plan would. A rate beyond the allowed range is moved to its end; equal ones run once.
 * @param usual what the plan has where `input` says nothing
 */
export function sweepInputs(
  input: TrainingInput,
  usual: Pick<TrainingSettings, "learningRate" | "epochs">,
): TrainingInput[] {
  const { learningRate, epochs } = { ...usual, ...input.settings };
  const { minValue, maxValue } = TrainingSettings.shape.learningRate;
  const within = (rate: number) => Math.min(maxValue ?? rate, Math.max(minValue ?? rate, rate));
  // Twelve digits: half of a rate and back again is the same number on screen and in the plan.
  const rates = FACTORS.map((factor) => Number(within(learningRate * factor).toPrecision(12)));
  return [...new Set(rates)].map((rate) =>
    TrainingInput.parse({
      ...input,
      settings: { ...input.settings, learningRate: rate, epochs: Math.max(1, Math.round(epochs / 3)) },
    }),
  );
}

export type SweepRun = {
  id: string;
  ended: boolean;
  /** Ended with a result that passed its checks. */
  kept: boolean;
  validationLoss: number | null;
  testLoss: number | null;
};

/**
 * The run with the lowest held-out loss once all have ended: on validation rows, so that the test rows stay a measure
 * and no choice; on test rows where a small Datanet has no others. Null while one runs, and when none was measured.
 */
export function bestOfSweep(runs: readonly SweepRun[]): string | null {
  if (!runs.every((run) => run.ended)) return null;
  const kept = runs.filter((run) => run.kept);
  const validated = kept.every((run) => run.validationLoss !== null);
  const measured = kept.flatMap((run) => {
    const loss = validated ? run.validationLoss : run.testLoss;
    return loss === null ? [] : [{ id: run.id, loss }];
  });
  return measured.sort((a, b) => a.loss - b.loss)[0]?.id ?? null;
}
