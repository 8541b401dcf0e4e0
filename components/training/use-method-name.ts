"use client";

import { useTranslations } from "use-intl";
import type { TrainingSettings } from "@/lib/schemas/training";

/** How a run trains, in one line: LoRA, QDoRA with root scaling, packed, with noise. */
export function useMethodName(): (settings: Partial<TrainingSettings>) => string {
  const t = useTranslations("training.wizard.summary");
  return ({ method = "lora", dora = false, rslora = false, packing = false, neftune = 0 }) =>
    t("methodName", {
      quantised: String(method === "qlora"),
      dora: String(dora),
      rslora: String(rslora),
      packing: String(packing),
      noise: String(neftune > 0),
    });
}
