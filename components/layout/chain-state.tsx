"use client";

import { useTranslations } from "use-intl";
import { Status, type Tone } from "@/components/ui/status";
import type { ChainState as State } from "@/lib/schemas/primitives";

const TONES: Record<State, Tone> = {
  none: "neutral",
  queued: "busy",
  sent: "busy",
  seen: "info",
  final: "ok",
  failed: "danger",
};

/** Where a chain-backed fact stands. Only `final` counts as done. */
export function ChainState({ state }: { state: State }) {
  const t = useTranslations("common.chainState");
  return <Status tone={TONES[state]}>{t(state)}</Status>;
}
