"use client";

import { useTranslations } from "use-intl";
import { Status, type Tone } from "@/components/ui/status";
import type { ContributionState as State } from "@/lib/schemas/contributions";

const TONES: Record<State, Tone> = {
  checking: "busy",
  refused: "danger",
  needs_mapping: "neutral",
  ready: "info",
  submitted: "busy",
  anchoring: "busy",
  in_review: "info",
  accepted: "ok",
  partly_accepted: "ok",
  rejected: "off",
  failed: "danger",
};

export function ContributionState({ state }: { state: State }) {
  const t = useTranslations("datanets.contributionState");
  return <Status tone={TONES[state]}>{t(state)}</Status>;
}
