import { z } from "zod";
import {
  Goal,
  RunStart,
  type TrainingEstimate,
  TrainingInput,
  type TrainingPreview,
  TrainingSettings,
} from "@/lib/schemas/training";

export const WIZARD_STEPS = ["goal", "data", "check", "settings", "review"] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

/** What the wizard keeps in the browser: an input that may still be incomplete. */
export const WizardDraft = z.object({
  goal: Goal,
  baseModelId: z.string().nullable(),
  data: z.array(z.object({ slug: z.string(), version: z.int() })),
  settings: TrainingSettings.partial(),
  worker: z.string().default("auto"),
  start: RunStart.nullable().default(null),
  /** Short runs at three rates instead of one run. */
  sweep: z.boolean().default(false),
});
export type WizardDraft = z.infer<typeof WizardDraft>;

export const EMPTY_DRAFT: WizardDraft = {
  goal: "facts",
  baseModelId: null,
  data: [],
  settings: {},
  worker: "auto",
  start: null,
  sweep: false,
};

/** The input as routes take it; null while base or data is missing or a value is out of range. */
export function toTrainingInput({ sweep: _, ...draft }: WizardDraft): TrainingInput | null {
  const parsed = TrainingInput.safeParse(draft);
  return parsed.success ? parsed.data : null;
}

export type NextAction =
  | { kind: "blocked"; label: BlockedLabel; detail?: string }
  | { kind: "step"; label: "toData" | "toCheck" | "toSettings" | "toReview"; step: WizardStep }
  | { kind: "missing"; label: "chooseBase" | "smallerBase" | "chooseData"; step: WizardStep }
  | { kind: "signIn" }
  | { kind: "addOpen"; missingWei: bigint }
  | { kind: "start"; label: "sign" | "start" };

type BlockedLabel =
  | "chooseBase"
  | "smallerBase"
  | "chooseData"
  | "waitPreview"
  | "previewFailed"
  | "nothingToTrain"
  | "blocked"
  | "rate"
  | "waitEstimate"
  | "estimateFailed";

type Facts = {
  step: WizardStep;
  draft: WizardDraft;
  baseTooLarge: boolean;
  preview: TrainingPreview | undefined;
  previewFailed: boolean;
  estimate: TrainingEstimate | undefined;
  estimateFailed: boolean;
  signedIn: boolean;
};

/**
 * The one primary button: where it leads, or the first thing that is missing. Base and data are asked for
 * on every step, since each step has its own address and can be opened first; from another step the button
 * leads to where the missing thing is chosen.
 */
export function nextAction(facts: Facts): NextAction {
  const { step, draft, preview, estimate } = facts;
  const wrongBase = !draft.baseModelId ? "chooseBase" : facts.baseTooLarge ? "smallerBase" : null;
  if (wrongBase) {
    return step === "goal"
      ? { kind: "blocked", label: wrongBase }
      : { kind: "missing", label: wrongBase, step: "goal" };
  }
  if (step === "goal") return { kind: "step", label: "toData", step: "data" };
  if (draft.data.length === 0) {
    return step === "data"
      ? { kind: "blocked", label: "chooseData" }
      : { kind: "missing", label: "chooseData", step: "data" };
  }
  if (step === "data") return { kind: "step", label: "toCheck", step: "check" };
  const rate = draft.settings.learningRate;
  if (rate !== undefined && (rate < 1e-5 || rate > 5e-3)) return { kind: "blocked", label: "rate" };
  if (step === "settings") return { kind: "step", label: "toReview", step: "review" };
  if (step === "check") {
    if (facts.previewFailed) return { kind: "blocked", label: "previewFailed" };
    if (!preview) return { kind: "blocked", label: "waitPreview" };
    if (preview.trainedShare === 0) return { kind: "blocked", label: "nothingToTrain" };
    if (preview.issues.some((issue) => issue.level === "block")) return { kind: "blocked", label: "blocked" };
    return { kind: "step", label: "toSettings", step: "settings" };
  }
  if (facts.estimateFailed) return { kind: "blocked", label: "estimateFailed" };
  if (!estimate) return { kind: "blocked", label: "waitEstimate" };
  if (estimate.issues.some((issue) => issue.level === "block")) return { kind: "blocked", label: "blocked" };
  if (!facts.signedIn) return { kind: "signIn" };
  const missingWei = missingFor(estimate);
  if (missingWei > 0n) return { kind: "addOpen", missingWei };
  return { kind: "start", label: estimate.authorization ? "sign" : "start" };
}

/** Wei that the wallet lacks for the cap; nothing is missing when no money is asked for. */
export function missingFor(estimate: TrainingEstimate): bigint {
  if (!estimate.authorization || estimate.walletWei === null) return 0n;
  const missing = BigInt(estimate.capWei) - BigInt(estimate.walletWei);
  return missing > 0n ? missing : 0n;
}
