"use client";

import { useTranslations } from "use-intl";
import { Status, type Tone } from "@/components/ui/status";
import type { RunState as State } from "@/lib/schemas/training";

const TONES: Record<State, Tone> = {
  FUNDING: "busy",
  QUEUED: "neutral",
  RUNNING: "busy",
  STOPPING: "busy",
  VERIFYING: "busy",
  SUCCEEDED: "ok",
  STOPPED: "warn",
  CANCELLED: "off",
  FAILED: "danger",
};

export function RunState({ state, chip = false }: { state: State; chip?: boolean }) {
  const t = useTranslations("training.state");
  return (
    <Status tone={TONES[state]} chip={chip}>
      {t(state)}
    </Status>
  );
}
