import { describe, expect, it } from "vitest";
import type { TrainingEstimate, TrainingPreview } from "@/lib/schemas/training";
import { EMPTY_DRAFT, nextAction, toTrainingInput } from "./wizard-state";

const draft = { ...EMPTY_DRAFT, baseModelId: "mf-tiny", data: [{ slug: "handbook", version: 1 }] };
const preview = { trainedShare: 0.4, issues: [] } as unknown as TrainingPreview;
const estimate = {
  authorization: {},
  capWei: "5",
  walletWei: "5",
  issues: [],
} as unknown as TrainingEstimate;
const facts = {
  step: "review" as const,
  draft,
  baseTooLarge: false,
  preview,
  previewFailed: false,
  estimate,
  estimateFailed: false,
  signedIn: true,
};

describe("nextAction", () => {
  it("names the first thing that is missing, whatever step is open", () => {
    expect(nextAction({ ...facts, draft: EMPTY_DRAFT })).toMatchObject({ label: "chooseBase" });
    expect(nextAction({ ...facts, draft: { ...draft, data: [] } })).toMatchObject({ label: "chooseData" });
    expect(nextAction({ ...facts, estimate: undefined })).toMatchObject({ label: "waitEstimate" });
    expect(nextAction({ ...facts, signedIn: false })).toEqual({ kind: "signIn" });
  });

  it("leads from another step to where the missing thing is chosen", () => {
    expect(nextAction({ ...facts, draft: EMPTY_DRAFT })).toMatchObject({ kind: "missing", step: "goal" });
    expect(nextAction({ ...facts, step: "goal", draft: EMPTY_DRAFT })).toMatchObject({ kind: "blocked" });
    expect(nextAction({ ...facts, draft: { ...draft, data: [] } })).toMatchObject({
      kind: "missing",
      step: "data",
    });
  });

  it("blocks a row without anything to learn", () => {
    const nothing = { ...preview, trainedShare: 0 };
    expect(nextAction({ ...facts, step: "check", preview: nothing })).toMatchObject({
      label: "nothingToTrain",
    });
  });

  it("asks for the money that is missing to the wei", () => {
    expect(nextAction({ ...facts, estimate: { ...estimate, walletWei: "3" } })).toEqual({
      kind: "addOpen",
      missingWei: 2n,
    });
  });

  it("signs only when there is an authorisation", () => {
    expect(nextAction(facts)).toEqual({ kind: "start", label: "sign" });
    expect(nextAction({ ...facts, estimate: { ...estimate, authorization: null } })).toMatchObject({
      label: "start",
    });
  });
});

describe("toTrainingInput", () => {
  it("is null until base and data are chosen", () => {
    expect(toTrainingInput(EMPTY_DRAFT)).toBeNull();
    expect(toTrainingInput(draft)).toMatchObject({ goal: "facts", baseModelId: "mf-tiny" });
  });
});
