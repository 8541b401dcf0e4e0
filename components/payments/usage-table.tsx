"use client";

import { ReceiptText } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "use-intl";
import { ChainState } from "@/components/layout/chain-state";
import { QueryView } from "@/components/layout/query-view";
import { Amount } from "@/components/ui/amount";
import { ButtonLink } from "@/components/ui/button-link";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Section } from "@/components/ui/section";
import { Status } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useReceipts } from "@/lib/client/inference/use-receipts";

/** Every answer this account paid for, newest first, each with its receipt. */
export function UsageTable() {
  const t = useTranslations("payments.usage");
  const format = useFormatter();
  return (
    <Section title={t("title")}>
      <QueryView query={useReceipts(true)}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={ReceiptText}
              title={t("empty")}
              actions={<ButtonLink href="/inference">{t("try")}</ButtonLink>}
            >
              {t("emptyHint")}
            </EmptyState>
          ) : (
            <Table label={t("table")} className="min-w-200">
              <thead>
                <tr>
                  <HeadCell>{t("at")}</HeadCell>
                  <HeadCell>{t("model")}</HeadCell>
                  <HeadCell>{t("prompt")}</HeadCell>
                  <HeadCell align="right">{t("tokens")}</HeadCell>
                  <HeadCell align="right">{t("charge")}</HeadCell>
                  <HeadCell>{t("settlement")}</HeadCell>
                  <HeadCell>
                    <span className="sr-only">{t("receipt")}</span>
                  </HeadCell>
                </tr>
              </thead>
              <tbody>
                {items.map((row) => (
                  <Row key={row.id}>
                    <Cell>
                      <DateTime value={row.createdAt} />
                    </Cell>
                    <Cell nowrap>{row.model}</Cell>
                    <Cell className="max-w-80 truncate">{row.prompt}</Cell>
                    <Cell align="right" nowrap>
                      {format.number(row.tokensIn)}, {format.number(row.tokensOut)}
                    </Cell>
                    <Cell align="right">
                      <Amount wei={row.chargeWei} column />
                    </Cell>
                    <Cell nowrap>
                      {row.state === "void" ? (
                        <Status tone="off">{t("void")}</Status>
                      ) : (
                        <ChainState
                          state={row.settlement.state === "none" ? "queued" : row.settlement.state}
                        />
                      )}
                    </Cell>
                    <Cell>
                      <Link href={`/inference/receipts/${row.id}`} className="text-primary underline">
                        {t("receipt")}
                      </Link>
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Section>
  );
}
