import type { TrainingRun } from "@/lib/schemas/training";
import { changedSettings } from "./default-settings";
import type { WizardDraft } from "./wizard-state";

/** The wizard as it was for this run: goal, base, data and what was changed from default. */
export function draftOf(run: TrainingRun): WizardDraft {
  return {
    goal: run.goal,
    baseModelId: run.baseModelId,
    data: run.data.map(({ slug, version }) => ({ slug, version })),
    settings: changedSettings(run),
    worker: "auto",
    start: null,
    sweep: false,
  };
}
