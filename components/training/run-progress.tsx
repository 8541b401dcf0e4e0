"use client";

import { useEffect } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Amount } from "@/components/ui/amount";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Progress } from "@/components/ui/progress";
import { isEnded } from "@/lib/client/training/is-ended";
import type { TrainingRun } from "@/lib/schemas/training";
import { usePhaseName } from "./use-phase-name";

type RunProgressProps = { run: TrainingRun; title: string; connected: boolean };

/** Phase, step n of N, time left and money so far; announced politely, and in the tab's title. */
export function RunProgress({ run, title, connected }: RunProgressProps) {
  const t = useTranslations("training.run");
  const times = useTranslations("training.wizard.summary");
  const phaseName = usePhaseName();
  const states = useTranslations("training.state");
  const format = useFormatter();
  const ended = isEnded(run.state);
  const percent = format.number(run.steps > 0 ? run.step / run.steps : 0, { style: "percent" });

  // External system: the browser tab.
  useEffect(() => {
    document.title = ended ? title : t("titleLive", { percent, title });
  }, [ended, percent, title, t]);

  const now =
    run.state === "RUNNING" && run.phase
      ? phaseName(run.phase)
      : run.state === "QUEUED" && run.queuePosition !== null
        ? t("queue", { position: String(run.queuePosition) })
        : run.state === "FUNDING"
          ? t("funding")
          : run.state === "VERIFYING"
            ? t("verifying")
            : states(run.state);
  const eta = run.etaSeconds;

  return (
    <Card className="flex flex-col gap-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p role="status" className="font-semibold">
          {now}
        </p>
        <p className="text-muted">
          {t("stepOf", { step: run.step, steps: run.steps })}
          {eta !== null && !ended ? (
            <>
              {" · "}
              {t("eta", {
                time:
                  eta < 60
                    ? times("seconds", { count: Math.max(1, Math.round(eta)) })
                    : times("minutes", { count: Math.round(eta / 60) }),
              })}
            </>
          ) : null}
          {run.attempt > 1 ? ` · ${t("attempt", { attempt: String(run.attempt) })}` : null}
        </p>
      </div>
      <Progress label={t("progressLabel")} value={run.step} max={run.steps} text={percent} />
      {run.escrow ? (
        <p className="flex flex-wrap gap-x-6 text-muted">
          <span>
            {t(ended ? "charged" : "cost")}{" "}
            <Amount wei={run.escrow.chargedWei} unit="OPEN" className="text-fg" />
          </span>
          <span>
            {t("cap")} <Amount wei={run.escrow.capWei} unit="OPEN" className="text-fg" />
          </span>
          {run.escrow.refundedWei === "0" ? null : (
            <span>
              {t("refunded")} <Amount wei={run.escrow.refundedWei} unit="OPEN" className="text-fg" />
            </span>
          )}
        </p>
      ) : null}
      {connected ? null : (
        <Notice tone="warn" live="status">
          {t("reconnecting")}
        </Notice>
      )}
    </Card>
  );
}
