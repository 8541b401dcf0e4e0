"use client";

import { useFormatter, useTranslations } from "use-intl";
import { CheckTable } from "@/components/tables/check-table";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import type { TrainingRun } from "@/lib/schemas/training";

/** How the worker's claims were checked before it was paid; the operator's own machine is not audited by itself. */
export function RunChecks({ run }: { run: TrainingRun }) {
  const t = useTranslations("training.run.checks");
  const format = useFormatter();
  if (run.checks.length === 0) return null;
  const replay = run.checks.findLast((check) => check.layer === "replay" && check.verdict === "passed");
  const percent = (value: number) => format.number(value, { style: "percent", maximumSignificantDigits: 2 });
  return (
    <Section
      title={t("title")}
      intro={t("intro")}
      actions={
        replay ? (
          <Status tone="ok" chip>
            {t(replay.segments ? "badge" : "badgeRows")}
          </Status>
        ) : null
      }
    >
      {replay ? (
        <p>
          {replay.lossDifference !== null && replay.cosine !== null
            ? t("figures", {
                segments: replay.segments ?? 0,
                share: percent(replay.share ?? 0),
                loss: percent(replay.lossDifference),
                cosine: format.number(replay.cosine, { minimumFractionDigits: 4 }),
                rows: replay.rows ?? 0,
              })
            : t("rowsOnly", { share: percent(replay.share ?? 0), rows: replay.rows ?? 0 })}
          {replay.seedBlock === null ? null : ` ${t("seed", { block: String(replay.seedBlock) })}`}
        </p>
      ) : null}
      <CheckTable label={t("table")} checks={run.checks} />
    </Section>
  );
}
