"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { ButtonLink } from "@/components/ui/button-link";
import { Hash } from "@/components/ui/hash";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { type Step, Steps } from "@/components/ui/steps";
import type { Contribution } from "@/lib/schemas/contributions";
import type { Datanet } from "@/lib/schemas/datanets";
import { ContributionState } from "./contribution-state";
import { ConversionReport } from "./conversion-report";

type ContributionProgressProps = { datanet: Datanet; contribution: Contribution };

export function ContributionProgress({ datanet, contribution }: ContributionProgressProps) {
  const t = useTranslations("datanets.contribute.progress");
  const { anchor, selfAccepted, state, root, verdicts } = contribution;
  const anchored = anchor.state === "seen" || anchor.state === "final";
  const ended = state === "accepted" || state === "partly_accepted" || state === "rejected";
  const toRows = `/datanets/${datanet.slug}/contributions/${contribution.id}`;

  const steps: Step[] = [
    {
      key: "submitted",
      state: "done",
      label: t("submitted"),
      detail: root ? <Hash value={root} name={t("root")} /> : null,
    },
    {
      key: "anchored",
      state: state === "failed" ? "failed" : anchored || ended ? "done" : "active",
      label: t("anchored"),
      detail: anchor.txHash ? (
        <ChainTransaction hash={anchor.txHash} />
      ) : state === "failed" ? null : (
        t("waitingChain")
      ),
    },
    {
      key: "reviewed",
      state: ended
        ? state === "rejected"
          ? "failed"
          : "done"
        : state === "in_review"
          ? "active"
          : "waiting",
      label:
        state === "rejected"
          ? t("rejected")
          : state === "partly_accepted"
            ? t("partlyAccepted", verdicts)
            : selfAccepted
              ? t("selfAccepted")
              : ended
                ? t("accepted")
                : t("reviewed"),
      detail:
        state === "in_review" ? (
          t("waitingReview")
        ) : verdicts.rejected > 0 ? (
          <Link href={toRows}>{t("reasons")}</Link>
        ) : null,
    },
  ];

  return (
    <>
      <Section title={t("title")} actions={<ContributionState state={state} />}>
        <Steps label={t("title")} steps={steps} />
        {state === "failed" ? <Notice tone="danger" live="alert" title={t("failed")} /> : null}
      </Section>
      {ended ? (
        <Section title={t("next")} intro={t("nextText")}>
          <div className="flex flex-wrap gap-2">
            <ButtonLink href={`/datanets/${datanet.slug}`} variant="primary">
              {t("toDatanet")}
            </ButtonLink>
            <ButtonLink href={`/datanets/${datanet.slug}/contribute`}>{t("another")}</ButtonLink>
          </div>
        </Section>
      ) : null}
      {contribution.report ? (
        <ConversionReport contribution={contribution} report={contribution.report} />
      ) : null}
    </>
  );
}
