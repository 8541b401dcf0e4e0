"use client";

import { useTranslations } from "use-intl";
import type { AnswerAttribution } from "@/lib/schemas/attribution";

const KNOWN = [
  "below_null",
  "low_lift",
  "copy_of_earlier",
  "held_out",
  "prompt_echo",
  "own_question",
  "not_in_this_model",
  "fallback",
] as const;

/** One sentence for each contributor of the model who got nothing from this answer. */
export function ZeroReasons({ zeros }: { zeros: AnswerAttribution["zeros"] }) {
  const t = useTranslations("inference.attribution");
  const sentence = (reason: string) => {
    const known = KNOWN.find((candidate) => candidate === reason);
    return known ? t(`reasons.${known}`) : t("reasons.other", { reason });
  };
  return (
    <details>
      <summary className="text-sm text-muted">{t("zeros")}</summary>
      <ul className="mt-1 text-sm">
        {zeros.map((zero) => (
          <li key={zero.contributorId}>{t("zero", { name: zero.name, reason: sentence(zero.reason) })}</li>
        ))}
      </ul>
    </details>
  );
}
