"use client";

import { useTranslations } from "use-intl";
import { BrowserOnly } from "@/components/layout/browser-only";
import { QueryView } from "@/components/layout/query-view";
import { RequireSignIn } from "@/components/layout/require-sign-in";
import { Amount } from "@/components/ui/amount";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { BuyCredit } from "@/components/web3/buy-credit";
import { Faucet } from "@/components/web3/faucet";
import { useCredit } from "@/lib/client/payments/use-credit";
import { useWallet } from "@/lib/web3/wallet-context";
import { SessionTable } from "./session-table";
import { UsageTable } from "./usage-table";

export function CreditsView() {
  const t = useTranslations("payments");
  const { account, status } = useWallet();
  const credit = useCredit(Boolean(account));
  return (
    <RequireSignIn title={t("signInTitle")} why={t("signInWhy")}>
      <div className="flex flex-col gap-8">
        <QueryView query={credit}>
          {(data) => (
            <Facts
              wide
              facts={[
                { label: t("wallet"), value: <Amount wei={data.walletWei} unit="OPEN" /> },
                { label: t("free"), value: <Amount wei={data.creditWei} unit="OPEN" /> },
                { label: t("held"), value: <Amount wei={data.heldWei} unit="OPEN" /> },
                { label: t("spent"), value: <Amount wei={data.spentWei} unit="OPEN" /> },
              ]}
            />
          )}
        </QueryView>
        {status?.chain.playMoney ? (
          <Section title={t("faucet.title")} intro={t("faucet.text")}>
            <Faucet />
          </Section>
        ) : null}
        <BrowserOnly>{() => <BuyCredit />}</BrowserOnly>
        <QueryView query={credit}>{(data) => <SessionTable sessions={data.sessions} />}</QueryView>
        <UsageTable />
      </div>
    </RequireSignIn>
  );
}
