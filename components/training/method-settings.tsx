"use client";

import { useTranslations } from "use-intl";
import { ChangedMark } from "@/components/ui/changed-mark";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { SliderField } from "@/components/ui/slider-field";
import { SwitchField } from "@/components/ui/switch-field";
import { TrainingSettings } from "@/lib/schemas/training";

const SWITCHES = ["rslora", "dora", "packing"] as const;

type MethodSettingsProps = {
  values: TrainingSettings;
  defaults: TrainingSettings;
  set: <K extends keyof TrainingSettings>(key: K, value: TrainingSettings[K]) => void;
};

/** Ways to train that are off until somebody wants them, each with what it is good for and what it costs. */
export function MethodSettings({ values, defaults, set }: MethodSettingsProps) {
  const t = useTranslations("training.wizard.settings.method");
  return (
    <fieldset className="grid gap-x-8 gap-y-6 lg:col-span-2 lg:grid-cols-2">
      <legend className="sr-only">{t("title")}</legend>
      <Field
        label={
          <span className="flex items-center gap-2">
            {t("base")}
            {values.method === defaults.method ? null : <ChangedMark />}
          </span>
        }
        hint={t("baseHint")}
      >
        {(control) => (
          <Select
            {...control}
            value={values.method}
            onChange={(event) => set("method", TrainingSettings.shape.method.parse(event.target.value))}
          >
            {TrainingSettings.shape.method.options.map((option) => (
              <option key={option} value={option}>
                {t(option)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {SWITCHES.map((key) => (
        <SwitchField
          key={key}
          label={t(key)}
          hint={t(`${key}Hint`)}
          value={values[key]}
          defaultValue={defaults[key]}
          onChange={(value) => set(key, value)}
        />
      ))}
      <SliderField
        label={t("neftune")}
        hint={t("neftuneHint")}
        value={values.neftune}
        defaultValue={defaults.neftune}
        min={0}
        max={15}
        step={0.5}
        onChange={(value) => set("neftune", value)}
      />
    </fieldset>
  );
}
