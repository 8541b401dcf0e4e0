"use client";

import { useTranslations } from "use-intl";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Section } from "@/components/ui/section";
import { Status, type Tone } from "@/components/ui/status";
import { useAppeal } from "@/lib/client/datanets/use-appeal";
import type { Appeal, Contribution } from "@/lib/schemas/contributions";
import { AppealForm } from "./appeal-form";
import { AppealVote } from "./appeal-vote";

const TONES: Record<Appeal["state"], Tone> = {
  open: "busy",
  upheld: "off",
  overturned: "ok",
  expired: "off",
};

type ContributionAppealProps = { slug: string; contribution: Contribution };

/** The author's objection, the drawn panel and its votes; or the form, while an appeal is possible. */
export function ContributionAppeal({ slug, contribution }: ContributionAppealProps) {
  const t = useTranslations("datanets.appeal");
  const { data: appeal } = useAppeal(slug, contribution.id, contribution.appealed);
  if (contribution.viewerMayAppeal) return <AppealForm slug={slug} contribution={contribution} />;
  if (!appeal) return null;
  return (
    <Section
      title={t("title")}
      actions={<Status tone={TONES[appeal.state]}>{t(`state.${appeal.state}`)}</Status>}
    >
      <Card className="flex flex-col gap-3">
        <blockquote className="max-w-reading border-l-4 pl-3 whitespace-pre-wrap">{appeal.text}</blockquote>
        <p className="text-sm text-muted">
          {appeal.panel.length === 0 ? (
            t("noPanel")
          ) : (
            <>
              {t("panel", { names: appeal.panel.join(", ") })} <DateTime value={appeal.dueAt} />
            </>
          )}
        </p>
        {appeal.votes.length > 0 ? (
          <ul className="flex flex-col gap-1">
            {appeal.votes.map((vote) => (
              <li key={vote.by}>
                <span className="font-semibold">{vote.by}</span> {t(`vote.${vote.vote}`)}: {vote.reason}
              </li>
            ))}
          </ul>
        ) : null}
        {appeal.viewerMayVote ? <AppealVote slug={slug} id={contribution.id} /> : null}
      </Card>
    </Section>
  );
}
