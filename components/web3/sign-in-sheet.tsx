"use client";

import { useMutation } from "@tanstack/react-query";
import { Coins, Eye, Wallet as WalletIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Account } from "@/lib/schemas/accounts";
import type { InstanceStatus } from "@/lib/schemas/status";
import { importBurnerKey } from "@/lib/web3/burner-key";
import { signInWithBurner } from "@/lib/web3/sign-in-with-burner";
import { ActionError } from "../layout/action-error";
import { PlayMoneyBadge } from "./play-money-badge";
import { PlayMoneyKeyForm } from "./play-money-key-form";

const WalletChooser = dynamic(() => import("./wallet-chooser").then((module) => module.WalletChooser), {
  ssr: false,
});

type SignInSheetProps = {
  status: InstanceStatus;
  onSignedIn: (account: Account, kind: "burner" | "external") => void;
  onDismissed: () => void;
};

/** Three ways in, and one to stay out. Nothing here sends a transaction or switches a network. */
export function SignInSheet({ status, onSignedIn, onDismissed }: SignInSheetProps) {
  const t = useTranslations("wallet.signIn");
  const [choosing, setChoosing] = useState(false);
  const burner = useMutation({
    mutationFn: () => signInWithBurner(status),
    onSuccess: (account) => onSignedIn(account, "burner"),
  });

  const importKey = (text: string): boolean => {
    const taken = importBurnerKey(text);
    if (taken) burner.mutate();
    return taken;
  };

  if (choosing) {
    return (
      <WalletChooser
        status={status}
        onSignedIn={(account) => onSignedIn(account, "external")}
        onClosed={() => setChoosing(false)}
      />
    );
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onDismissed();
      }}
      title={t("title")}
      description={t("description")}
    >
      <div className="flex flex-col gap-3">
        {status.chain.playMoney ? (
          <div className="flex flex-col gap-2 rounded-md border p-3">
            <PlayMoneyBadge />
            <p className="text-muted">{t("playMoneyHint")}</p>
            <Button variant="primary" size="lg" pending={burner.isPending} onClick={() => burner.mutate()}>
              <Coins aria-hidden className="size-4" />
              {t("playMoney")}
            </Button>
            <PlayMoneyKeyForm onKey={importKey} pending={burner.isPending} />
          </div>
        ) : null}
        <div className="flex flex-col gap-2 rounded-md border p-3">
          <p className="text-muted">{t("walletHint")}</p>
          <Button size="lg" onClick={() => setChoosing(true)}>
            <WalletIcon aria-hidden className="size-4" />
            {t("wallet")}
          </Button>
        </div>
        <Button variant="ghost" size="lg" onClick={onDismissed}>
          <Eye aria-hidden className="size-4" />
          {t("lookAround")}
        </Button>
        {burner.error ? <ActionError error={burner.error} /> : null}
      </div>
    </Dialog>
  );
}
