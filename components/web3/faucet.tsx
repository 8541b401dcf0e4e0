"use client";

import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { formatAmount } from "@/components/ui/format-amount";
import { useFaucet } from "@/lib/client/payments/use-faucet";
import { useWallet } from "@/lib/web3/wallet-context";

/** Only where OPEN is play money. */
export function Faucet() {
  const t = useTranslations("payments.faucet");
  const { status } = useWallet();
  const faucet = useFaucet();
  if (!status?.chain.playMoney) return null;
  return (
    <div className="flex flex-col items-start gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={faucet.isPending} onClick={() => faucet.mutate()}>
          {t("submit")}
        </Button>
        <span role="status" className="text-sm text-muted">
          {faucet.data ? t("done", { amount: formatAmount(faucet.data.openWei, "OPEN").text }) : ""}
        </span>
      </div>
      {faucet.error ? <ActionError error={faucet.error} /> : null}
    </div>
  );
}
