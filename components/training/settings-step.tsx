"use client";

import { useTranslations } from "use-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { SliderField } from "@/components/ui/slider-field";
import type { BaseModel } from "@/lib/schemas/models";
import { TrainingSettings } from "@/lib/schemas/training";
import { defaultSettings } from "./default-settings";
import { MethodSettings } from "./method-settings";
import type { WizardDraft } from "./wizard-state";

const RANKS = [4, 8, 16, 32, 64] as const;
const RATES = [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3] as const;
const LENGTHS = [64, 128, 256, 512, 1024, 2048, 4096, 8192] as const;

type SettingsStepProps = {
  draft: WizardDraft;
  update: (change: Partial<WizardDraft>) => void;
  base: BaseModel | undefined;
};

type NumericKey = {
  [K in keyof TrainingSettings]: TrainingSettings[K] extends number ? K : never;
}[keyof TrainingSettings];

/** Three sliders in words; the rest waits under Advanced. A value back at its default is no change any more. */
export function SettingsStep({ draft, update, base }: SettingsStepProps) {
  const t = useTranslations("training.wizard.settings");
  const next = useTranslations("training.wizard.next");
  if (!base) return <Notice tone="info">{next("chooseBase")}</Notice>;
  const defaults = defaultSettings(base, draft.goal);
  const values = { ...defaults, ...draft.settings };

  const set = <K extends keyof TrainingSettings>(key: K, value: TrainingSettings[K]) => {
    const { [key]: _before, ...others } = draft.settings;
    update({ settings: value === defaults[key] ? others : { ...others, [key]: value } });
  };
  const slider = (key: NumericKey, range: { min: number; max: number; step: number }) => ({
    value: values[key],
    defaultValue: defaults[key],
    ...range,
    onChange: (value: number) => {
      const parsed = TrainingSettings.shape[key].safeParse(value);
      if (parsed.success) set(key, parsed.data);
    },
  });

  return (
    <Section title={t("title")} intro={t("intro")}>
      <div className="flex flex-col gap-6">
        <SliderField
          label={t("thoroughness")}
          hint={t("thoroughnessHint")}
          {...slider("epochs", { min: 1, max: 20, step: 1 })}
          inWords={(count) => t("epochs", { count })}
        />
        <SliderField
          label={t("capacity")}
          hint={t("capacityHint")}
          {...slider("rank", { min: 4, max: 64, step: 4 })}
          stops={RANKS}
          inWords={(rank) => t("rank", { rank: String(rank) })}
        />
        <SliderField
          label={t("length")}
          hint={t("lengthHint")}
          {...slider("maxLength", { min: 32, max: base.contextLength, step: 32 })}
          stops={LENGTHS.filter((length) => length <= base.contextLength)}
          inWords={(count) => t("tokens", { count })}
        />
      </div>
      <details className="mt-2">
        <summary className="font-semibold">{t("advanced")}</summary>
        <div className="mt-4 grid gap-x-8 gap-y-6 lg:grid-cols-2">
          <MethodSettings values={values} defaults={defaults} set={set} />
          <SliderField label={t("alpha")} {...slider("alpha", { min: 4, max: 128, step: 4 })} />
          <SliderField label={t("dropout")} {...slider("dropout", { min: 0, max: 0.2, step: 0.01 })} />
          <SliderField
            label={t("learningRate")}
            {...slider("learningRate", { min: 1e-5, max: 5e-3, step: 1e-5 })}
            stops={RATES}
            inWords={inPowers}
          />
          <SliderField label={t("batchSize")} {...slider("batchSize", { min: 1, max: 64, step: 1 })} />
          <SliderField
            label={t("weightDecay")}
            {...slider("weightDecay", { min: 0, max: 0.1, step: 0.001 })}
          />
          <SliderField label={t("clip")} {...slider("clip", { min: 0.1, max: 10, step: 0.1 })} />
          <SliderField label={t("warmup")} {...slider("warmupRatio", { min: 0, max: 0.1, step: 0.01 })} />
          <SliderField label={t("evaluations")} {...slider("evaluations", { min: 1, max: 20, step: 1 })} />
          <SliderField label={t("checkpoints")} {...slider("checkpoints", { min: 1, max: 20, step: 1 })} />
          <Field label={t("schedule")}>
            {(control) => (
              <Select
                {...control}
                value={values.schedule}
                onChange={(event) =>
                  set("schedule", TrainingSettings.shape.schedule.parse(event.target.value))
                }
              >
                {TrainingSettings.shape.schedule.options.map((option) => (
                  <option key={option} value={option}>
                    {t(`scheduleOptions.${option}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Checkbox
            checked={values.earlyStop}
            onChange={(event) => set("earlyStop", event.target.checked)}
            label={t("earlyStop")}
          />
          <Checkbox
            checked={values.keepBest}
            onChange={(event) => set("keepBest", event.target.checked)}
            label={t("keepBest")}
          />
        </div>
      </details>
    </Section>
  );
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 0.0002 as "2 × 10⁻⁴", which a screen reader says in full. */
function inPowers(value: number): string {
  const [digits = "1", exponent = "0"] = value.toExponential().split("e");
  const power = String(Math.abs(Number(exponent))).replace(
    /\d/g,
    (digit) => SUPERSCRIPTS[Number(digit)] ?? "",
  );
  return `${digits} × 10⁻${power}`;
}
