"use client";

import { useFormatter, useTranslations } from "use-intl";
import { Status, type Tone } from "@/components/ui/status";
import type { BaseModel } from "@/lib/schemas/models";

const TONES: Record<BaseModel["fit"], Tone> = {
  fits: "ok",
  tight: "warn",
  too_large: "danger",
  no_worker: "neutral",
};

/** Whether an online worker can hold the training of this base, and how much memory it needs. */
export function FitBadge({ base }: { base: BaseModel }) {
  const t = useTranslations("training.wizard.goal");
  const format = useFormatter();
  const size = format.number(base.needBytes / 1e9, {
    style: "unit",
    unit: "gigabyte",
    maximumFractionDigits: base.needBytes < 10e9 ? 1 : 0,
  });
  return <Status tone={TONES[base.fit]}>{t("need", { fit: t(base.fit), size })}</Status>;
}
