"use client";

import { MessageSquareText } from "lucide-react";
import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { useUrlTab } from "@/components/layout/use-url-tab";
import { EvalReportView } from "@/components/tables/eval-report-view";
import { Lift } from "@/components/tables/lift";
import { ModelState } from "@/components/tables/model-state";
import { Amount } from "@/components/ui/amount";
import { ButtonLink } from "@/components/ui/button-link";
import { CopyButton } from "@/components/ui/copy-button";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Tabs } from "@/components/ui/tabs";
import { PublishCall } from "@/components/web3/publish-call";
import { useModel } from "@/lib/client/models/use-model";
import type { ModelDetail } from "@/lib/schemas/models";
import { ModelApi } from "./model-api";
import { ModelCredits } from "./model-credits";
import { ModelOverview } from "./model-overview";

const TABS = ["overview", "evaluation", "data", "api"] as const;

export function ModelView({ slug }: { slug: string }) {
  return (
    <QueryView query={useModel(slug)} loading={<PageLoading />}>
      {(model) => <Loaded model={model} />}
    </QueryView>
  );
}

function Loaded({ model }: { model: ModelDetail }) {
  const t = useTranslations("models");
  const ui = useTranslations("ui");
  const format = useFormatter();
  const [tab, setTab] = useUrlTab(TABS, "overview");
  const content: Record<(typeof TABS)[number], ReactNode> = {
    overview: <ModelOverview model={model} />,
    evaluation: model.evaluation ? (
      <EvalReportView report={model.evaluation} />
    ) : (
      <p className="text-muted">{t("detail.noEvaluation")}</p>
    ),
    data: <ModelCredits model={model} />,
    api: <ModelApi model={model} />,
  };
  return (
    <>
      <PageHeader
        title={model.name}
        lead={model.summary}
        meta={
          <>
            <ModelState state={model.state} />
            <span className="inline-flex items-center gap-1">
              <code className="font-mono text-sm">{model.servedName}</code>
              <CopyButton value={model.servedName} label={ui("copyOf", { name: t("detail.servedName") })} />
            </span>
            <span className="text-sm text-muted">{t("detail.owner", { owner: model.owner.handle })}</span>
          </>
        }
        actions={
          model.state === "published" ? (
            <ButtonLink href={`/inference?model=${model.slug}`} variant="primary">
              <MessageSquareText aria-hidden className="size-4" />
              {t("detail.try")}
            </ButtonLink>
          ) : null
        }
      />
      <div className="flex flex-col gap-4">
        <PublishCall model={model} />
        {model.withdrawnRows > 0 ? (
          <Notice tone="warn" title={t("detail.withdrawn", { count: model.withdrawnRows })}>
            {t("detail.withdrawnText")}
          </Notice>
        ) : null}
        <Facts
          wide
          facts={[
            { label: t("liftLabel"), value: <Lift lift={model.lift} /> },
            { label: t("standardCall"), value: <Amount wei={model.standardCallWei} /> },
            { label: t("answersLabel"), value: format.number(model.answers) },
          ]}
        />
        <Tabs
          label={t("detail.tabsLabel")}
          value={tab}
          onValueChange={setTab}
          tabs={TABS.map((value) => ({ value, label: t(`detail.tabs.${value}`), content: content[value] }))}
        />
      </div>
    </>
  );
}
