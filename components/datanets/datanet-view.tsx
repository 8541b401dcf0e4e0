"use client";

import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { useUrlTab } from "@/components/layout/use-url-tab";
import { DatanetState } from "@/components/tables/datanet-state";
import { Amount } from "@/components/ui/amount";
import { ButtonLink } from "@/components/ui/button-link";
import { Facts } from "@/components/ui/facts";
import { Tabs } from "@/components/ui/tabs";
import { useDatanet } from "@/lib/client/datanets/use-datanet";
import type { Datanet } from "@/lib/schemas/datanets";
import { DatanetAccess } from "./datanet-access";
import { DatanetAccessMark } from "./datanet-access-mark";
import { DatanetCardTab } from "./datanet-card-tab";
import { DatanetContributions } from "./datanet-contributions";
import { DatanetContributors } from "./datanet-contributors";
import { DatanetData } from "./datanet-data";
import { DatanetReviewers } from "./datanet-reviewers";
import { DatanetSql } from "./datanet-sql";
import { DatanetUsedBy } from "./datanet-used-by";
import { DatanetVersions } from "./datanet-versions";
import { PublishDatanet } from "./publish-datanet";
import { SealVersion } from "./seal-version";

const TABS = [
  "card",
  "data",
  "sql",
  "versions",
  "contributors",
  "contributions",
  "access",
  "usedBy",
] as const;

export function DatanetView({ slug }: { slug: string }) {
  return (
    <QueryView query={useDatanet(slug)} loading={<PageLoading />}>
      {(datanet) => <Loaded datanet={datanet} />}
    </QueryView>
  );
}

function Loaded({ datanet }: { datanet: Datanet }) {
  const t = useTranslations("datanets");
  const format = useFormatter();
  const [tab, setTab] = useUrlTab(TABS, "card");
  const content: Record<(typeof TABS)[number], ReactNode> = {
    card: <DatanetCardTab datanet={datanet} />,
    data: <DatanetData datanet={datanet} onAsk={() => setTab("access")} />,
    sql: <DatanetSql datanet={datanet} />,
    versions: <DatanetVersions slug={datanet.slug} />,
    contributors: (
      <div className="flex flex-col gap-6">
        <DatanetContributors slug={datanet.slug} />
        <DatanetReviewers datanet={datanet} />
      </div>
    ),
    contributions: <DatanetContributions slug={datanet.slug} />,
    access: <DatanetAccess datanet={datanet} />,
    usedBy: <DatanetUsedBy slug={datanet.slug} />,
  };
  return (
    <>
      <PageHeader
        title={datanet.name}
        lead={datanet.summary}
        meta={
          <>
            <DatanetState state={datanet.state} />
            <DatanetAccessMark access={datanet.access} />
            <span className="text-sm text-muted">
              {t("rowMeta", {
                licence: datanet.spdxId,
                owner: datanet.owner.handle,
                version: datanet.latestVersion === null ? "none" : String(datanet.latestVersion),
              })}
            </span>
          </>
        }
        actions={
          <>
            {datanet.latestVersion === null ? null : (
              <ButtonLink href={`/training/new?datanet=${datanet.slug}&version=${datanet.latestVersion}`}>
                {t("actions.train")}
              </ButtonLink>
            )}
            <ButtonLink
              href={`/datanets/${datanet.slug}/contribute`}
              variant={datanet.state === "draft" ? "secondary" : "primary"}
            >
              <Plus aria-hidden className="size-4" />
              {t("actions.contribute")}
            </ButtonLink>
          </>
        }
      />
      <div className="flex flex-col gap-4">
        <PublishDatanet datanet={datanet} />
        {datanet.viewerIsOwner ? (
          <SealVersion slug={datanet.slug} waiting={datanet.unsealed} withdrawn={datanet.withdrawn} />
        ) : null}
        <Facts
          wide
          facts={[
            { label: t("records"), value: format.number(datanet.records) },
            { label: t("contributors"), value: format.number(datanet.contributors) },
            { label: t("models"), value: format.number(datanet.models) },
            { label: t("paidOut"), value: <Amount wei={datanet.paidWei} /> },
          ]}
        />
        <Tabs
          label={t("tabs.label")}
          value={tab}
          onValueChange={setTab}
          tabs={TABS.map((value) => ({ value, label: t(`tabs.${value}`), content: content[value] }))}
        />
      </div>
    </>
  );
}
