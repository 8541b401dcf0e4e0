"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { WizardDraft } from "./wizard-state";

type StartNoticeProps = { start: WizardDraft["start"]; onAfresh: () => void };

/** Says on every step that the run goes on from another one's, and the way out of it. */
export function StartNotice({ start, onAfresh }: StartNoticeProps) {
  const t = useTranslations("training.wizard.start");
  if (!start) return null;
  return (
    <Notice tone="info" title={t("title", { step: String(start.step) })}>
      <p>
        {t("text")}{" "}
        <Link href={`/training/${start.runId}`} className="underline">
          {t("run")}
        </Link>
      </p>
      <Button className="mt-2" onClick={onAfresh}>
        {t("afresh")}
      </Button>
    </Notice>
  );
}
