import type { CatalogueEntry } from "@/lib/domain/models/base-catalogue";
import { type Goal, TrainingSettings } from "@/lib/schemas/training";

/**
 * Fills what a person left open. *Know my facts* wants the last checkpoint of a full schedule: single facts are
 * learnt after held-out loss has flattened, so early stop and keep-best are off there and on for other goals.
 */
export function planSettings(
  base: CatalogueEntry,
  goal: Goal,
  changed: Partial<TrainingSettings>,
): TrainingSettings {
  const facts = goal === "facts";
  const tiny = base.id === "mf-tiny";
  return TrainingSettings.parse({
    method: "lora",
    rank: base.defaults.rank,
    alpha: base.defaults.alpha,
    rslora: false,
    dora: false,
    dropout: 0,
    learningRate: base.defaults.learningRate,
    schedule: "linear",
    warmupRatio: 0.05,
    batchSize: base.defaults.batchSize,
    epochs: base.defaults.epochs,
    maxLength: Math.min(base.defaults.maxLength, base.contextLength),
    packing: false,
    neftune: 0,
    weightDecay: 0.001,
    clip: 1,
    earlyStop: !facts,
    keepBest: !facts,
    evaluations: 10,
    checkpoints: 5,
    attributionCheckpoints: tiny ? 1 : 3,
    seed: 42,
    ...changed,
  });
}
