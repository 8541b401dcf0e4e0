"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useReportModelPublication } from "@/lib/client/models/use-report-model-publication";
import type { ModelDetail } from "@/lib/schemas/models";
import { useWallet } from "@/lib/web3/wallet-context";

/** The owner's one transaction for a prepared model, and where it stands. Nothing once it is published. */
export function PublishCall({ model }: { model: ModelDetail }) {
  const t = useTranslations("models.detail");
  const { sendCall } = useWallet();
  const { mutateAsync: report } = useReportModelPublication();
  const call = model.publish;
  const publish = useMutation({
    mutationFn: async () => {
      if (call) await report({ slug: model.slug, txHash: await sendCall(call) });
    },
  });

  if (model.state === "publishing") {
    return (
      <Notice tone="info" live="status" title={t("publishingTitle")}>
        <p>{t("publishingText")}</p>
        {model.txHash ? <ChainTransaction hash={model.txHash} /> : null}
      </Notice>
    );
  }
  if (model.state === "failed" && !call) {
    return (
      <Notice tone="danger" title={t("failedTitle")}>
        {t("failedText")}
      </Notice>
    );
  }
  if (model.state === "published" || !model.viewerIsOwner || !call) return null;
  return (
    <>
      <Notice
        tone="info"
        title={model.state === "failed" ? t("failedTitle") : t("publishTitle")}
        actions={
          <Button variant="primary" pending={publish.isPending} onClick={() => publish.mutate()}>
            {t("publish")}
          </Button>
        }
      >
        {t("publishText")}
      </Notice>
      {publish.error ? <ActionError error={publish.error} /> : null}
    </>
  );
}
