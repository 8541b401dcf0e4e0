"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { ActionError } from "@/components/layout/action-error";
import { useBaseModels } from "@/lib/client/models/use-base-models";
import { useCreateSweep } from "@/lib/client/training/use-create-sweep";
import { useCreateTrainingRun } from "@/lib/client/training/use-create-training-run";
import { useSaveRunDraft } from "@/lib/client/training/use-save-run-draft";
import { useTrainingEstimates } from "@/lib/client/training/use-training-estimate";
import { useTrainingPreview } from "@/lib/client/training/use-training-preview";
import { useFormDraft } from "@/lib/client/use-form-draft";
import { useStoredState } from "@/lib/client/use-stored-state";
import { sweepInputs } from "@/lib/domain/training/sweep";
import { useWallet } from "@/lib/web3/wallet-context";
import { CheckStep } from "./check-step";
import { combineEstimates } from "./combine-estimates";
import { LoadConfig, SaveConfig } from "./config-file";
import { DataStep } from "./data-step";
import { changedSettings, defaultSettings } from "./default-settings";
import { fitFor } from "./fit-for";
import { GoalStep } from "./goal-step";
import { ReviewStep } from "./review-step";
import { RunSummary } from "./run-summary";
import { SettingsStep } from "./settings-step";
import { StartNotice } from "./start-notice";
import { SweepChoice } from "./sweep-choice";
import {
  EMPTY_DRAFT,
  type NextAction,
  nextAction,
  toTrainingInput,
  WIZARD_STEPS,
  WizardDraft,
  type WizardStep,
} from "./wizard-state";
import { WizardStepper } from "./wizard-stepper";

export function RunWizard() {
  const router = useRouter();
  const params = useSearchParams();
  const { account, requestSignIn, signTyped } = useWallet();
  const { values: draft, update, forget } = useFormDraft("mf-run-draft", WizardDraft, EMPTY_DRAFT);
  const step = WIZARD_STEPS.find((candidate) => candidate === params.get("step")) ?? "goal";

  const bases = useBaseModels();
  const base = bases.data?.items.find((candidate) => candidate.id === draft.baseModelId);
  const input = toTrainingInput(draft);
  const [position, setPosition] = useState(0);
  const [draftId, setDraftId] = useStoredState("mf-run-draft-id");
  const preview = useTrainingPreview(step === "check" ? input : null, position);
  // A run that goes on from a step keeps its plan; other rates would be another one.
  const rates = input && base && !draft.start ? sweepInputs(input, defaultSettings(base, draft.goal)) : [];
  const sweeping = draft.sweep && rates.length > 1;
  const estimates = useTrainingEstimates(sweeping ? rates : input ? [input] : [], account?.address ?? null);
  const estimate = combineEstimates(estimates.data ?? []);
  const { mutateAsync: createRun } = useCreateTrainingRun();
  const { mutateAsync: createSweep } = useCreateSweep();
  const { mutate: saveDraft } = useSaveRunDraft();

  // "Train on this" on a Datanet's page arrives as an address; it becomes part of the draft once.
  const wantedSlug = params.get("datanet");
  const wantedVersion = Number(params.get("version"));
  useEffect(() => {
    if (!wantedSlug || !Number.isInteger(wantedVersion) || wantedVersion < 1) return;
    update({ data: [{ slug: wantedSlug, version: wantedVersion }] });
    router.replace("/training/new", { scroll: false });
  }, [wantedSlug, wantedVersion, update, router]);

  const start = useMutation({
    mutationFn: async () => {
      const orders = [];
      for (const { quoteId, planHash, authorization } of estimates.data ?? []) {
        const signature = authorization ? await signTyped(authorization) : null;
        orders.push({ quoteId, planHash, signature });
      }
      const [first] = orders;
      if (!first) return null;
      if (orders.length === 1) return `/training/${(await createRun(first)).id}`;
      const { runIds } = await createSweep({ runs: orders });
      return `/training/compare?ids=${runIds.join(",")}`;
    },
    onSuccess: (page) => {
      if (!page) return;
      forget();
      setDraftId(null);
      router.push(page);
    },
    // A quote that ran out or a plan that moved is answered by a fresh estimate.
    onError: () => void estimates.refetch(),
  });

  const action = nextAction({
    step,
    draft,
    baseTooLarge: base !== undefined && fitFor(base, draft.settings.method ?? "lora").fit === "too_large",
    preview: preview.data,
    previewFailed: preview.error !== null && !preview.isFetching,
    estimate: estimates.isPlaceholderData ? undefined : estimate,
    estimateFailed: estimates.error !== null && !estimates.isFetching,
    signedIn: Boolean(account),
  });

  const goTo = (next: WizardStep) => {
    if (account && input) {
      const id = draftId ?? crypto.randomUUID();
      setDraftId(id);
      saveDraft({ id, input });
    }
    router.push(`/training/new?step=${next}`);
  };
  const act = (next: NextAction) => {
    if (next.kind === "step" || next.kind === "missing") goTo(next.step);
    else if (next.kind === "signIn") void requestSignIn().catch(() => undefined);
    else if (next.kind === "addOpen") router.push("/payments");
    else if (next.kind === "start") start.mutate();
  };

  return (
    <div className="grid items-start gap-6 md:grid-cols-[minmax(0,1fr)_18rem] xl:grid-cols-[10rem_minmax(0,1fr)_19rem]">
      <WizardStepper step={step} />
      <div className="flex min-w-0 flex-col gap-6 md:max-xl:col-start-1">
        <StartNotice start={draft.start} onAfresh={() => update({ start: null })} />
        {step === "goal" ? <GoalStep draft={draft} update={update} bases={bases} /> : null}
        {step === "data" ? <DataStep draft={draft} update={update} /> : null}
        {step === "check" ? (
          <CheckStep
            preview={preview}
            ready={input !== null}
            onAnother={(rows) => setPosition((position + 1) % rows)}
          />
        ) : null}
        {step === "settings" ? <SettingsStep draft={draft} update={update} base={base} /> : null}
        {step === "review" ? (
          <ReviewStep
            estimates={estimates}
            ready={input !== null}
            worker={draft.worker}
            onWorker={(worker) => update({ worker })}
            choice={<SweepChoice sweep={sweeping} runs={rates} onSweep={(sweep) => update({ sweep })} />}
          />
        ) : null}
        {start.error ? <ActionError error={start.error} /> : null}
      </div>
      <RunSummary
        draft={draft}
        base={base}
        estimate={input ? estimate : undefined}
        action={action}
        pending={start.isPending}
        onAction={() => act(action)}
      >
        {input ? <SaveConfig configured={input} name="training" /> : null}
        <LoadConfig onLoad={(file) => update({ ...file, settings: changedSettings(file) })} />
      </RunSummary>
    </div>
  );
}
