"use client";

import { useFormatter, useTranslations } from "use-intl";
import { ChoiceGroup } from "@/components/ui/choice-group";
import type { TrainingInput } from "@/lib/schemas/training";

type SweepChoiceProps = { sweep: boolean; runs: TrainingInput[]; onSweep: (sweep: boolean) => void };

/** One run as set, or short ones at other learning rates of which the best is kept. */
export function SweepChoice({ sweep, runs, onSweep }: SweepChoiceProps) {
  const t = useTranslations("training.wizard.review.sweep");
  const format = useFormatter();
  const rates = runs.map((run) =>
    format.number(run.settings.learningRate ?? 0, { maximumSignificantDigits: 3 }),
  );
  return (
    <ChoiceGroup
      legend={t("legend")}
      value={sweep ? "sweep" : "one"}
      onChange={(value) => onSweep(value === "sweep")}
      className="sm:grid-cols-2"
      choices={[
        { value: "one", label: t("one"), description: t("oneHint") },
        {
          value: "sweep",
          label: t("sweep"),
          description: t("sweepHint", {
            rates: rates.join(", "),
            epochs: runs[0]?.settings.epochs ?? 1,
          }),
          disabled: runs.length < 2,
        },
      ]}
    />
  );
}
