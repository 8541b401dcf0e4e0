"use client";

import { Users } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { Amount } from "@/components/ui/amount";
import { EmptyState } from "@/components/ui/empty-state";
import { Hash } from "@/components/ui/hash";
import { Status } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useDatanetContributors } from "@/lib/client/datanets/use-datanet-contributors";

export function DatanetContributors({ slug }: { slug: string }) {
  const t = useTranslations("datanets.contributorsTab");
  const format = useFormatter();
  return (
    <QueryView query={useDatanetContributors(slug)}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={Users} title={t("empty")} />
        ) : (
          <Table label={t("table")} className="min-w-160">
            <thead>
              <tr>
                <HeadCell>{t("name")}</HeadCell>
                <HeadCell align="right">{t("records")}</HeadCell>
                <HeadCell align="right">{t("paid")}</HeadCell>
                <HeadCell>{t("payee")}</HeadCell>
                <HeadCell>{t("id")}</HeadCell>
              </tr>
            </thead>
            <tbody>
              {items.map((contributor) => (
                <Row key={contributor.contributorId}>
                  <Cell className="font-semibold">{contributor.handle}</Cell>
                  <Cell align="right">{format.number(contributor.records)}</Cell>
                  <Cell align="right">
                    <Amount wei={contributor.paidWei} unit="OPEN" />
                  </Cell>
                  <Cell>
                    {contributor.payee ? (
                      <Hash value={contributor.payee} name={t("payee")} />
                    ) : (
                      <Status tone="neutral">{t("unbound")}</Status>
                    )}
                  </Cell>
                  <Cell>
                    <Hash value={contributor.contributorId} name={t("id")} />
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        )
      }
    </QueryView>
  );
}
