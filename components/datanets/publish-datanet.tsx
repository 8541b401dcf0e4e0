"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ActionError } from "@/components/layout/action-error";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useReportDatanetPublication } from "@/lib/client/datanets/use-report-datanet-publication";
import type { Datanet } from "@/lib/schemas/datanets";
import { useWallet } from "@/lib/web3/wallet-context";

/** The owner's one transaction, and where it stands. */
export function PublishDatanet({ datanet }: { datanet: Datanet }) {
  const t = useTranslations("datanets.publish");
  const { sendCall } = useWallet();
  const { mutateAsync: report } = useReportDatanetPublication(datanet.slug);
  const call = datanet.publish;
  const publish = useMutation({
    mutationFn: async () => {
      if (call) await report(await sendCall(call));
    },
  });

  if (datanet.state === "publishing") {
    return (
      <Notice tone="info" live="status" title={t("publishingTitle")}>
        <p>{t("publishingText")}</p>
        {datanet.txHash ? <ChainTransaction hash={datanet.txHash} /> : null}
      </Notice>
    );
  }
  if (datanet.state !== "draft" || !datanet.viewerIsOwner || !call) return null;
  return (
    <>
      <Notice
        tone="info"
        title={t("draftTitle")}
        actions={
          <Button variant="primary" pending={publish.isPending} onClick={() => publish.mutate()}>
            {t("submit")}
          </Button>
        }
      >
        {t("draftText")}
      </Notice>
      {publish.error ? <ActionError error={publish.error} /> : null}
    </>
  );
}
