import { BASE_CATALOGUE, type CatalogueEntry } from "@/lib/domain/models/base-catalogue";
import { planSettings } from "@/lib/domain/training/plan-settings";
import type { BaseModel } from "@/lib/schemas/models";
import type { Goal, TrainingRun, TrainingSettings } from "@/lib/schemas/training";

/** What the server will fill in for this base and goal, by the same pure rule. */
export function defaultSettings(base: BaseModel, goal: Goal): TrainingSettings {
  const known = BASE_CATALOGUE.find((entry) => entry.id === base.id);
  return planSettings(known ?? fromLocalFolder(base), goal, {});
}

/** A folder of the operator has no row in the catalogue; its defaults come with the API's own answer. */
function fromLocalFolder(base: BaseModel): CatalogueEntry {
  const rank = ([8, 16, 32] as const).find((candidate) => candidate === base.defaults.rank) ?? 16;
  return {
    id: base.id,
    name: base.name,
    source: "hub",
    hubId: base.hubId,
    family: base.family,
    parameters: base.parameters,
    contextLength: base.contextLength,
    downloadBytes: base.downloadBytes,
    spdxId: base.spdxId,
    gated: base.gated,
    shape: null,
    defaults: { ...base.defaults, rank, maxLength: 1024 },
  };
}

/** What a run's plan, or a file, changes from the defaults of its base and goal. */
export function changedSettings(
  run: Pick<TrainingRun, "baseModelId" | "goal"> & { settings: Partial<TrainingSettings> },
): Partial<TrainingSettings> {
  const base = BASE_CATALOGUE.find((entry) => entry.id === run.baseModelId);
  if (!base) return run.settings;
  const usual = planSettings(base, run.goal, {});
  const changed = Object.entries(run.settings).filter(
    ([key, value]) => usual[key as keyof TrainingSettings] !== value,
  );
  return Object.fromEntries(changed) as Partial<TrainingSettings>;
}
