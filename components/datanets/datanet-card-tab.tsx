"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { Hash } from "@/components/ui/hash";
import type { Datanet } from "@/lib/schemas/datanets";
import { EditCardDialog } from "./edit-card-dialog";
import { Guidelines } from "./guidelines";

export function DatanetCardTab({ datanet }: { datanet: Datanet }) {
  const t = useTranslations("datanets.cardTab");
  const kinds = useTranslations("datanets.kind");
  const { licence } = datanet;
  const [editing, setEditing] = useState(false);
  const allowed = [
    licence.train ? t("train") : "",
    licence.publish ? t("publishModels") : "",
    licence.paidInference ? t("paidInference") : "",
  ].filter(Boolean);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex flex-col items-start gap-4">
        <div className="max-w-reading text-lg whitespace-pre-wrap">
          {datanet.card ? datanet.card : <span className="text-muted">{t("noCard")}</span>}
        </div>
        <Guidelines datanet={datanet} />
        {datanet.viewerIsOwner ? <Button onClick={() => setEditing(true)}>{t("edit")}</Button> : null}
        {editing ? <EditCardDialog datanet={datanet} onClose={() => setEditing(false)} /> : null}
      </div>
      <Card>
        <Facts
          facts={[
            { label: t("licence"), value: licence.spdxId },
            { label: t("may"), value: allowed.join(", ") },
            { label: t("kind"), value: kinds(datanet.kind) },
            ...(datanet.languages.length > 0
              ? [{ label: t("languages"), value: datanet.languages.join(", ") }]
              : []),
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
