"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { Hash } from "@/components/ui/hash";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Status } from "@/components/ui/status";
import type { TrainingPreview } from "@/lib/schemas/training";
import { IssueList } from "./issue-list";

type CheckStepProps = {
  preview: UseQueryResult<TrainingPreview>;
  ready: boolean;
  /** Asks for the next example; gets the number of rows. */
  onAnother: (rows: number) => void;
};

/** One example as the model will see it; colour is doubled by an underline and by words. */
export function CheckStep({ preview, ready, onAnother }: CheckStepProps) {
  const t = useTranslations("training.wizard.check");
  const format = useFormatter();
  if (!ready) return <Notice tone="info">{t("notReady")}</Notice>;
  return (
    <Section
      title={t("title")}
      intro={t("intro")}
      actions={
        preview.data && preview.data.rows > 1 ? (
          <Button pending={preview.isFetching} onClick={() => onAnother(preview.data.rows)}>
            {t("another")}
          </Button>
        ) : null
      }
    >
      <QueryView
        query={preview}
        loading={
          <>
            <Status tone="busy">{t("waiting")}</Status>
            <SkeletonRows rows={4} />
          </>
        }
      >
        {(data) => (
          <>
            <IssueList issues={data.issues} />
            <Card className="flex flex-col gap-3">
              <p className="flex flex-wrap gap-4 text-sm">
                <span className="text-data-3 underline decoration-2 underline-offset-4">
                  {t("legendTrained")}
                </span>
                <span className="text-muted">{t("legendRead")}</span>
              </p>
              <p className="max-w-reading font-mono text-base leading-7 break-words whitespace-pre-wrap">
                {data.example.map((token, index) =>
                  token.trained ? (
                    <span
                      // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity but their place
                      key={index}
                      className="text-data-3 underline decoration-2 underline-offset-4"
                    >
                      {token.text}
                    </span>
                  ) : (
                    // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity but their place
                    <span key={index} className="text-muted">
                      {token.text}
                    </span>
                  ),
                )}
              </p>
            </Card>
            <Facts
              wide
              facts={[
                {
                  label: t("share"),
                  value: format.number(data.trainedShare, { style: "percent", maximumFractionDigits: 0 }),
                },
                { label: t("rows"), value: format.number(data.rows) },
                { label: t("tokens"), value: format.number(data.tokens) },
                { label: t("cut"), value: format.number(data.cutRows) },
                { label: t("longest"), value: t("tokensCount", { count: data.p99Length }) },
              ]}
            />
            <Facts
              wide
              facts={[
                { label: t("train"), value: format.number(data.split.train) },
                { label: t("validation"), value: format.number(data.split.validation) },
                { label: t("test"), value: format.number(data.split.test) },
                { label: t("duplicates"), value: format.number(data.split.duplicates) },
              ]}
            />
            <p className="flex items-center gap-2 text-sm text-muted">
              {t("template")} <Hash value={data.templateHash} name={t("template")} />
            </p>
          </>
        )}
      </QueryView>
    </Section>
  );
}
