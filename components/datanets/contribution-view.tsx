"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { RequireSignIn } from "@/components/layout/require-sign-in";
import { Notice } from "@/components/ui/notice";
import { useContribution } from "@/lib/client/datanets/use-contribution";
import { useDatanet } from "@/lib/client/datanets/use-datanet";
import type { Contribution } from "@/lib/schemas/contributions";
import { ContributionAppeal } from "./contribution-appeal";
import { ContributionQuality } from "./contribution-quality";
import { ContributionRows } from "./contribution-rows";
import { ContributionState } from "./contribution-state";
import { EarningsForecast } from "./earnings-forecast";
import { Guidelines } from "./guidelines";
import { WithdrawRows } from "./withdraw-rows";

type ContributionViewProps = { slug: string; id: string };

export function ContributionView({ slug, id }: ContributionViewProps) {
  const t = useTranslations("datanets.contribution");
  return (
    <RequireSignIn title={t("signInTitle")} why={t("signInWhy")}>
      <QueryView query={useContribution(slug, id)} loading={<PageLoading />}>
        {(contribution) => <Loaded slug={slug} contribution={contribution} />}
      </QueryView>
    </RequireSignIn>
  );
}

function Loaded({ slug, contribution }: { slug: string; contribution: Contribution }) {
  const t = useTranslations("datanets.contribution");
  const datanet = useDatanet(slug).data;
  const { verdicts } = contribution;
  return (
    <>
      <PageHeader
        title={contribution.filename}
        lead={contribution.note}
        meta={
          <>
            <ContributionState state={contribution.state} />
            <span className="text-sm text-muted">
              {t("meta", { author: contribution.author.handle, ...verdicts })}
            </span>
            <Link href={`/datanets/${slug}?tab=contributions`} className="text-sm">
              {datanet?.name ?? slug}
            </Link>
          </>
        }
      />
      <div className="flex flex-col gap-6">
        {datanet ? <Guidelines datanet={datanet} /> : null}
        {contribution.copies ? (
          <Notice tone="warn" title={t("copies", { count: contribution.copies })}>
            {t("copiesText")}
          </Notice>
        ) : null}
        {contribution.personalDetails ? (
          <Notice tone="warn" title={t("details", { count: contribution.personalDetails })}>
            {t("detailsText")}
          </Notice>
        ) : null}
        <EarningsForecast slug={slug} />
        <ContributionQuality slug={slug} contribution={contribution} />
        <ContributionAppeal slug={slug} contribution={contribution} />
        {contribution.viewerReadsRows ? (
          <ContributionRows slug={slug} contribution={contribution} />
        ) : (
          <p className="text-muted">{t("rowsElsewhere")}</p>
        )}
        <WithdrawRows slug={slug} contribution={contribution} />
      </div>
    </>
  );
}
