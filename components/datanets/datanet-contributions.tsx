"use client";

import { Inbox } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useContributions } from "@/lib/client/datanets/use-contributions";
import type { Contribution } from "@/lib/schemas/datanets";
import { ContributionState } from "./contribution-state";
import { ReviewDialog } from "./review-dialog";

/** Accepted contributions for everybody, drafts for their author, all of them for the owner. */
export function DatanetContributions({ slug }: { slug: string }) {
  const t = useTranslations("datanets.contributionsTab");
  const format = useFormatter();
  const [reviewed, setReviewed] = useState<Contribution | null>(null);
  return (
    <QueryView query={useContributions(slug, true)}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <EmptyState icon={Inbox} title={t("empty")} />
          ) : (
            <Table label={t("table")} className="min-w-160">
              <thead>
                <tr>
                  <HeadCell>{t("file")}</HeadCell>
                  <HeadCell>{t("author")}</HeadCell>
                  <HeadCell align="right">{t("rows")}</HeadCell>
                  <HeadCell>{t("state")}</HeadCell>
                  <HeadCell>{t("created")}</HeadCell>
                  <HeadCell>
                    <span className="sr-only">{t("open")}</span>
                  </HeadCell>
                </tr>
              </thead>
              <tbody>
                {items.map((contribution) => (
                  <Row key={contribution.id}>
                    <Cell className="font-semibold">{contribution.filename}</Cell>
                    <Cell>{contribution.author.handle}</Cell>
                    <Cell align="right">{format.number(contribution.report?.rowsOut ?? 0)}</Cell>
                    <Cell>
                      <ContributionState state={contribution.state} />
                    </Cell>
                    <Cell>
                      <DateTime value={contribution.createdAt} />
                    </Cell>
                    <Cell align="right" nowrap>
                      {contribution.viewerMayReview && contribution.state === "in_review" ? (
                        <Button size="sm" variant="primary" onClick={() => setReviewed(contribution)}>
                          {t("review")}
                        </Button>
                      ) : null}
                      {contribution.viewerIsAuthor ? (
                        <ButtonLink size="sm" href={`/datanets/${slug}/contribute?draft=${contribution.id}`}>
                          {t("open")}
                        </ButtonLink>
                      ) : null}
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
          )}
          {reviewed ? (
            <ReviewDialog slug={slug} contribution={reviewed} onClose={() => setReviewed(null)} />
          ) : null}
        </>
      )}
    </QueryView>
  );
}
