"use client";

import { Coins } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "use-intl";
import { ChainState } from "@/components/layout/chain-state";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { QueryView } from "@/components/layout/query-view";
import { RequireSignIn } from "@/components/layout/require-sign-in";
import { Amount } from "@/components/ui/amount";
import { ButtonLink } from "@/components/ui/button-link";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Facts } from "@/components/ui/facts";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useEarnings } from "@/lib/client/payments/use-earnings";
import type { Earnings } from "@/lib/schemas/payments";
import { useWallet } from "@/lib/web3/wallet-context";

export function EarningsView() {
  const t = useTranslations("payments.earnings");
  const { account } = useWallet();
  const earnings = useEarnings(Boolean(account));
  return (
    <RequireSignIn title={t("signInTitle")} why={t("signInWhy")}>
      <QueryView query={earnings}>{(data) => <Loaded earnings={data} />}</QueryView>
    </RequireSignIn>
  );
}

function Loaded({ earnings }: { earnings: Earnings }) {
  const t = useTranslations("payments.earnings");
  const format = useFormatter();
  const { totals, items } = earnings;
  return (
    <div className="flex flex-col gap-6">
      <Facts
        wide
        facts={[
          { label: t("pending"), value: <Amount wei={totals.pendingWei} unit="OPEN" /> },
          { label: t("paid"), value: <Amount wei={totals.paidWei} unit="OPEN" /> },
          { label: t("answers"), value: format.number(totals.answers) },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState
          icon={Coins}
          title={t("empty")}
          actions={<ButtonLink href="/datanets">{t("share")}</ButtonLink>}
        >
          {t("emptyHint")}
        </EmptyState>
      ) : (
        <Table label={t("table")} className="min-w-200">
          <thead>
            <tr>
              <HeadCell>{t("at")}</HeadCell>
              <HeadCell align="right">{t("amount")}</HeadCell>
              <HeadCell>{t("role")}</HeadCell>
              <HeadCell>{t("model")}</HeadCell>
              <HeadCell>{t("datanet")}</HeadCell>
              <HeadCell>{t("state")}</HeadCell>
              <HeadCell>{t("transaction")}</HeadCell>
            </tr>
          </thead>
          <tbody>
            {items.map((row) => (
              <Row key={row.id}>
                <Cell>
                  <DateTime value={row.at} />
                </Cell>
                <Cell align="right">
                  <Amount wei={row.amountWei} column />
                </Cell>
                <Cell nowrap>{t(`roles.${row.role}`)}</Cell>
                <Cell nowrap>{row.model}</Cell>
                <Cell nowrap>
                  {row.datanet ? (
                    <Link href={`/datanets/${row.datanet}`} className="text-primary underline">
                      {row.datanet}
                    </Link>
                  ) : null}
                </Cell>
                <Cell nowrap>
                  <ChainState state={row.settlement} />
                </Cell>
                <Cell>{row.txHash ? <ChainTransaction hash={row.txHash} /> : null}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}
