"use client";

import { useMutation } from "@tanstack/react-query";
import { Signature } from "lucide-react";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Hash } from "@/components/ui/hash";
import type { Account } from "@/lib/schemas/accounts";
import type { InstanceStatus } from "@/lib/schemas/status";
import { completeSignIn, requestSignInMessage } from "@/lib/web3/sign-in";
import { signText } from "@/lib/web3/wallet-runtime";

type SignMessageProps = {
  status: InstanceStatus;
  address: `0x${string}`;
  onSignedIn: (account: Account) => void;
  onCancelled: () => void;
};

/** The second half of signing in with a wallet: connected is not signed in. */
export function SignMessage({ status, address, onSignedIn, onCancelled }: SignMessageProps) {
  const t = useTranslations("wallet.signMessage");
  const common = useTranslations("common");
  const sign = useMutation({
    mutationFn: async () => {
      const message = await requestSignInMessage(address);
      return completeSignIn(message, await signText(status, address, message));
    },
    onSuccess: onSignedIn,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onCancelled();
      }}
      title={t("title")}
      description={t("description")}
      footer={
        <>
          <Button onClick={onCancelled}>{common("cancel")}</Button>
          <Button variant="primary" pending={sign.isPending} onClick={() => sign.mutate()}>
            <Signature aria-hidden className="size-4" />
            {t("submit")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>
          {t("wallet")} <Hash value={address} name={t("address")} copy={false} />
        </p>
        {sign.error ? <ActionError error={sign.error} /> : null}
      </div>
    </Dialog>
  );
}
