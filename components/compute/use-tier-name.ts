"use client";

import { useTranslations } from "use-intl";

const KNOWN = ["0", "1", "2", "3"] as const;

/** A worker's tier in words. */
export function useTierName(): (tier: number) => string {
  const t = useTranslations("compute.tier");
  return (tier) => t(KNOWN[tier] ?? "3");
}
