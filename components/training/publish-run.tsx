"use client";

import { MessageSquareText } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { BrowserOnly } from "@/components/layout/browser-only";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import { PublishCall } from "@/components/web3/publish-call";
import { useModel } from "@/lib/client/models/use-model";
import type { TrainingRun } from "@/lib/schemas/training";
import { PublishForm } from "./publish-form";

/** What comes after a good run: the form, the transaction that is still missing, or the published model. */
export function PublishRun({ run }: { run: TrainingRun }) {
  const t = useTranslations("training.run.publish");
  const { data: model } = useModel(run.modelSlug);
  if (run.modelSlug) {
    return (
      <Section title={t("title")}>
        <p>
          {t(model?.state === "published" ? "done" : "draft")}{" "}
          <Link href={`/models/${run.modelSlug}`} className="font-semibold text-primary underline">
            {model?.name ?? run.modelSlug}
          </Link>
        </p>
        {model ? <PublishCall model={model} /> : null}
        {model?.state === "published" ? (
          <div className="flex flex-wrap gap-2">
            <ButtonLink href={`/inference?model=${model.slug}`} variant="primary">
              <MessageSquareText aria-hidden className="size-4" />
              {t("try")}
            </ButtonLink>
            <ButtonLink href={`/models/${model.slug}`}>{t("open")}</ButtonLink>
          </div>
        ) : null}
      </Section>
    );
  }
  return (
    <Section title={t("title")} intro={t("intro")}>
      {run.publishable ? (
        <BrowserOnly>{() => <PublishForm run={run} />}</BrowserOnly>
      ) : run.notPublishableReason ? (
        <Notice tone="warn" title={t("notYet")}>
          {run.notPublishableReason}
        </Notice>
      ) : (
        <Status tone="busy">{t("preparing")}</Status>
      )}
    </Section>
  );
}
