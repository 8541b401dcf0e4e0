"use client";

import { useTranslations } from "use-intl";
import { RequireSignIn } from "@/components/layout/require-sign-in";
import { ThemeSwitch } from "@/components/layout/theme-switch";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { Hash } from "@/components/ui/hash";
import { Section } from "@/components/ui/section";
import { useWallet } from "@/lib/web3/wallet-context";
import { BurnerKeyCard } from "./burner-key-card";
import { NotificationTargets } from "./notification-targets";

export function SettingsView() {
  const t = useTranslations("accounts.settingsPage");
  const accounts = useTranslations("accounts");
  const { account, isBurner, signOut } = useWallet();
  return (
    <div className="flex max-w-reading flex-col gap-8">
      <Section title={t("appearance")}>
        <ThemeSwitch />
      </Section>
      <RequireSignIn title={t("signInTitle")} why={t("signInWhy")}>
        {account ? (
          <>
            <Section title={t("wallet")} intro={t("walletIntro")}>
              <Card>
                <Facts
                  facts={[
                    { label: t("handle"), value: account.handle },
                    {
                      label: t("addressLabel"),
                      value: <Hash value={account.address} name={accounts("address")} />,
                    },
                    {
                      label: t("since"),
                      value: <DateTime value={account.createdAt} withTime={false} />,
                    },
                  ]}
                />
              </Card>
            </Section>
            <NotificationTargets />
            {isBurner ? <BurnerKeyCard address={account.address} /> : null}
            <Section title={t("signOutTitle")} intro={t("signOutIntro")}>
              <Button className="self-start" onClick={() => signOut()}>
                {accounts("signOut")}
              </Button>
            </Section>
          </>
        ) : null}
      </RequireSignIn>
    </div>
  );
}
