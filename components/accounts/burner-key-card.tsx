"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Section } from "@/components/ui/section";
import { PlayMoneyBadge } from "@/components/web3/play-money-badge";
import { findBurnerKey, forgetBurnerKey } from "@/lib/web3/burner-key";
import { useWallet } from "@/lib/web3/wallet-context";

/** Shown and copied on demand only; forgetting it says what is lost. */
export function BurnerKeyCard({ address }: { address: string }) {
  const t = useTranslations("accounts.settingsPage");
  const common = useTranslations("common");
  const { signOut } = useWallet();
  const [shown, setShown] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);

  const forget = async () => {
    await signOut();
    forgetBurnerKey();
    setAsking(false);
  };

  return (
    <Section title={t("burnerTitle")} intro={t("burnerIntro")}>
      <Card className="flex flex-col items-start gap-3">
        <PlayMoneyBadge />
        {shown ? (
          <output
            className="w-full rounded-md bg-sunken p-3 font-mono text-sm break-all"
            aria-label={t("privateKey")}
          >
            {shown}
          </output>
        ) : null}
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setShown(shown ? null : findBurnerKey())}>
            {t(shown ? "hide" : "reveal")}
          </Button>
          {shown ? <CopyButton value={shown} label={t("copyKey")} withText className="h-control" /> : null}
          <Button onClick={() => setAsking(true)}>{t("forget")}</Button>
        </div>
      </Card>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t("forgetTitle")}
        description={t("forgetDetail", { address: `${address.slice(0, 8)}…${address.slice(-6)}` })}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{common("cancel")}</Button>
            <Button variant="danger" onClick={forget}>
              {t("forgetConfirm")}
            </Button>
          </>
        }
      />
    </Section>
  );
}
