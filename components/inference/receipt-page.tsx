"use client";

import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { RequireSignIn } from "@/components/layout/require-sign-in";
import { ButtonLink } from "@/components/ui/button-link";
import { useReceipt } from "@/lib/client/inference/use-receipt";
import { useWallet } from "@/lib/web3/wallet-context";
import { AttributionPanel } from "./attribution-panel";
import { ReceiptView } from "./receipt-view";

/** A receipt has an address; only its payer may open it. */
export function ReceiptPage({ id }: { id: string }) {
  const t = useTranslations("inference.receipt");
  const payments = useTranslations("payments");
  const { account } = useWallet();
  const receipt = useReceipt(account ? id : null);
  return (
    <>
      <PageHeader
        title={t("page", { id: id.slice(0, 8) })}
        lead={t("lead")}
        actions={<ButtonLink href="/payments">{t("usage")}</ButtonLink>}
      />
      <RequireSignIn title={payments("signInTitle")} why={payments("signInWhy")}>
        <QueryView query={receipt} loading={<PageLoading />}>
          {(bundle) => (
            <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,36rem)_minmax(0,1fr)]">
              <div className="min-w-0">
                <ReceiptView bundle={bundle} heading="h2" />
              </div>
              {bundle.state === "ready" ? (
                <AttributionPanel attribution={bundle.attribution} expanded />
              ) : null}
            </div>
          )}
        </QueryView>
      </RequireSignIn>
    </>
  );
}
