"use client";

import { useTranslations } from "use-intl";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { Hash } from "@/components/ui/hash";
import type { Datanet } from "@/lib/schemas/datanets";

export function DatanetCardTab({ datanet }: { datanet: Datanet }) {
  const t = useTranslations("datanets.cardTab");
  const kinds = useTranslations("datanets.kind");
  const { licence } = datanet;
  const allowed = [
    licence.train ? t("train") : "",
    licence.publish ? t("publishModels") : "",
    licence.paidInference ? t("paidInference") : "",
  ].filter(Boolean);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="max-w-reading text-lg whitespace-pre-wrap">
        {datanet.card ? datanet.card : <span className="text-muted">{t("noCard")}</span>}
      </div>
      <Card>
        <Facts
          facts={[
            { label: t("licence"), value: licence.spdxId },
            { label: t("may"), value: allowed.join(", ") },
            { label: t("kind"), value: kinds(datanet.kind) },
            { label: t("owner"), value: datanet.owner.handle },
            { label: t("created"), value: <DateTime value={datanet.createdAt} withTime={false} /> },
            { label: t("key"), value: <Hash value={datanet.datanetKey} name={t("key")} /> },
            ...(datanet.txHash
              ? [{ label: t("transaction"), value: <ChainTransaction hash={datanet.txHash} /> }]
              : []),
          ]}
        />
      </Card>
    </div>
  );
}
