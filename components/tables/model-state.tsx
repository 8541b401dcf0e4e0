"use client";

import { useTranslations } from "use-intl";
import { Status, type Tone } from "@/components/ui/status";
import type { ModelCard } from "@/lib/schemas/models";

const TONES: Record<ModelCard["state"], Tone> = {
  draft: "neutral",
  publishing: "busy",
  published: "ok",
  failed: "danger",
};

export function ModelState({ state }: { state: ModelCard["state"] }) {
  const t = useTranslations("models.state");
  return <Status tone={TONES[state]}>{t(state)}</Status>;
}
