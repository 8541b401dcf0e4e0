"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "use-intl";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { Hash } from "@/components/ui/hash";
import { Section } from "@/components/ui/section";
import type { TrainingRun } from "@/lib/schemas/training";
import { useMethodName } from "./use-method-name";

export function RunDetails({ run }: { run: TrainingRun }) {
  const t = useTranslations("training.run.details");
  const goals = useTranslations("training.wizard.goal.goals");
  const format = useFormatter();
  const methodName = useMethodName();
  const { settings } = run;
  return (
    <Section title={t("title")}>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card>
          <Facts
            facts={[
              { label: t("goal"), value: goals(run.goal) },
              {
                label: t("data"),
                value: run.data.map((datanet) => (
                  <Link
                    key={datanet.slug}
                    href={`/datanets/${datanet.slug}?tab=versions`}
                    className="block text-primary underline"
                  >
                    {t("version", { name: datanet.name, version: String(datanet.version) })}
                  </Link>
                )),
              },
              {
                label: t("rows"),
                value: [run.rows.train, run.rows.validation, run.rows.test]
                  .map((rows) => format.number(rows))
                  .join(", "),
              },
              { label: t("method"), value: methodName(settings) },
              { label: t("rank"), value: `${settings.rank}, ${settings.alpha}` },
              {
                label: t("rate"),
                value: format.number(settings.learningRate, { maximumSignificantDigits: 3 }),
              },
              ...(run.start
                ? [
                    {
                      label: t("start"),
                      value: (
                        <Link href={`/training/${run.start.runId}`} className="text-primary underline">
                          {t("startStep", { step: String(run.start.step) })}
                        </Link>
                      ),
                    },
                  ]
                : []),
              { label: t("epochs"), value: settings.epochs },
              { label: t("batch"), value: settings.batchSize },
            ]}
          />
        </Card>
        <Card>
          <Facts
            facts={[
              { label: t("planHash"), value: <Hash value={run.planHash} name={t("planHash")} /> },
              ...(run.adapterHash
                ? [{ label: t("adapter"), value: <Hash value={run.adapterHash} name={t("adapter")} /> }]
                : []),
              ...(run.indexRoot
                ? [{ label: t("index"), value: <Hash value={run.indexRoot} name={t("index")} /> }]
                : []),
              ...(run.worker ? [{ label: t("worker"), value: run.worker.name }] : []),
              ...(run.escrow?.txHash
                ? [{ label: t("transaction"), value: <ChainTransaction hash={run.escrow.txHash} /> }]
                : []),
              { label: t("created"), value: <DateTime value={run.createdAt} /> },
              ...(run.endedAt ? [{ label: t("ended"), value: <DateTime value={run.endedAt} /> }] : []),
            ]}
          />
        </Card>
      </div>
    </Section>
  );
}
