"use client";

import { useTranslations } from "use-intl";

const KNOWN = [
  "downloading",
  "loading",
  "probing",
  "baseline",
  "training",
  "evaluating",
  "saving",
  "uploading",
  "drawing",
  "replaying",
  "indexing",
] as const;

/** A worker's phase in words; one that a newer worker invented is shown as it is. */
export function usePhaseName(): (phase: string) => string {
  const t = useTranslations("training.phase");
  return (phase) => {
    const known = KNOWN.find((candidate) => candidate === phase);
    return known ? t(known) : t("other", { phase });
  };
}
