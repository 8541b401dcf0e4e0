"use client";

import { Inbox } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { ButtonLink } from "@/components/ui/button-link";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useContributions } from "@/lib/client/datanets/use-contributions";
import type { Contribution } from "@/lib/schemas/contributions";
import { ContributionState } from "./contribution-state";

/** Not submitted yet, or on the way to the chain: their page is the contribute page. */
const DRAFTS = new Set<Contribution["state"]>(["needs_mapping", "ready", "submitted", "anchoring", "failed"]);

/** Accepted contributions for everybody, drafts for their author, all of them for the owner. */
export function DatanetContributions({ slug }: { slug: string }) {
  const t = useTranslations("datanets.contributionsTab");
  const format = useFormatter();
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
                      <ButtonLink
                        size="sm"
                        variant={contribution.viewerMayReview ? "primary" : "secondary"}
                        href={
                          contribution.viewerIsAuthor && DRAFTS.has(contribution.state)
                            ? `/datanets/${slug}/contribute?draft=${contribution.id}`
                            : `/datanets/${slug}/contributions/${contribution.id}`
                        }
                      >
                        {t(contribution.viewerMayReview ? "review" : "open")}
                      </ButtonLink>
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
          )}
        </>
      )}
    </QueryView>
  );
}
