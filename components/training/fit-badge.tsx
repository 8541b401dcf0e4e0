"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Status, type Tone } from "@/components/ui/status";
import type { BaseModel } from "@/lib/schemas/models";
import type { TrainingSettings } from "@/lib/schemas/training";
import { fitFor } from "./fit-for";

const TONES: Record<BaseModel["fit"], Tone> = {
  fits: "ok",
  tight: "warn",
  too_large: "danger",
  no_worker: "neutral",
};

type FitBadgeProps = { base: BaseModel; method?: TrainingSettings["method"] | undefined };

/** Whether an online worker can hold the training of this base, and how much memory it needs. */
export function FitBadge({ base, method = "lora" }: FitBadgeProps) {
  const t = useTranslations("training.wizard.goal");
  const format = useFormatter();
  const { fit, needBytes } = fitFor(base, method);
  const size = format.number(needBytes / 1e9, {
    style: "unit",
    unit: "gigabyte",
    maximumFractionDigits: needBytes < 10e9 ? 1 : 0,
  });
  const need = t("need", { fit: t(fit), size });
  return <Status tone={TONES[fit]}>{method === "qlora" ? t("qlora", { need }) : need}</Status>;
}
