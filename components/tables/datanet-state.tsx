"use client";

import { useTranslations } from "use-intl";
import { Status, type Tone } from "@/components/ui/status";
import type { DatanetCard } from "@/lib/schemas/datanets";

const TONES: Record<DatanetCard["state"], Tone> = {
  draft: "neutral",
  publishing: "busy",
  published: "ok",
  archived: "off",
};

export function DatanetState({ state }: { state: DatanetCard["state"] }) {
  const t = useTranslations("datanets.state");
  return <Status tone={TONES[state]}>{t(state)}</Status>;
}
