"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { Amount } from "@/components/ui/amount";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { formatAmount } from "@/components/ui/format-amount";
import { Hash } from "@/components/ui/hash";
import { Section } from "@/components/ui/section";
import type { ModelDetail } from "@/lib/schemas/models";

export function ModelOverview({ model }: { model: ModelDetail }) {
  const t = useTranslations("models.detail");
  const { price } = model;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Section title={t("price")} intro={t("priceIntro", { priceId: String(price.priceId) })}>
        <Card>
          <Facts
            facts={[
              { label: t("inPer1k"), value: <Amount wei={price.inPer1kWei} /> },
              { label: t("outPer1k"), value: <Amount wei={price.outPer1kWei} /> },
              {
                label: t("workedOut", {
                  inPrice: formatAmount(price.inPer1kWei).text,
                  outPrice: formatAmount(price.outPer1kWei).text,
                }),
                value: <Amount wei={model.standardCallWei} className="font-semibold" />,
              },
            ]}
          />
        </Card>
      </Section>
      <Section title={t("identity")}>
        <Card>
          <Facts
            facts={[
              { label: t("base"), value: model.baseModelId },
              { label: t("version"), value: model.version },
              ...(model.modelId ? [{ label: t("modelId"), value: model.modelId }] : []),
              { label: t("adapterHash"), value: <Hash value={model.adapterHash} name={t("adapterHash")} /> },
              { label: t("indexRoot"), value: <Hash value={model.indexRoot} name={t("indexRoot")} /> },
              ...(model.txHash
                ? [{ label: t("transaction"), value: <ChainTransaction hash={model.txHash} /> }]
                : []),
              {
                label: t("run"),
                value: (
                  <Link href={`/training/${model.runId}`} className="text-primary underline">
                    {t("openRun")}
                  </Link>
                ),
              },
              { label: t("created"), value: <DateTime value={model.createdAt} /> },
            ]}
          />
        </Card>
      </Section>
    </div>
  );
}
