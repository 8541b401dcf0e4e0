"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "use-intl";
import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import { Section } from "@/components/ui/section";
import { ShareBar } from "@/components/ui/share-bar";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { ModelDetail } from "@/lib/schemas/models";

/** Whose rows this model learned from, and how an answer's data part is divided. */
export function ModelCredits({ model }: { model: ModelDetail }) {
  const t = useTranslations("models.detail");
  const format = useFormatter();
  const { attribution } = model;
  const share = (permille: number) =>
    format.number(permille / 1000, { style: "percent", maximumFractionDigits: 1 });
  return (
    <div className="flex flex-col gap-6">
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Section title={t("datanets")}>
          <ul className="divide-y rounded-md border bg-surface">
            {model.datanets.map((datanet) => (
              <li key={datanet.slug} className="flex flex-wrap justify-between gap-2 p-3">
                <Link href={`/datanets/${datanet.slug}`} className="text-primary underline">
                  {datanet.name}
                </Link>
                <span className="text-muted">
                  {t("datanetVersion", { version: String(datanet.version) })}
                </span>
              </li>
            ))}
          </ul>
        </Section>
        <Section title={t("method")} intro={t("methodText")}>
          <Card>
            <Facts
              facts={[
                { label: t("methodName"), value: t(attribution.method) },
                { label: t("payable"), value: t(attribution.payable ? "yes" : "no") },
                { label: t("indexed"), value: format.number(attribution.records) },
                { label: t("decoys"), value: format.number(attribution.decoys) },
                { label: t("checkpoints"), value: format.number(attribution.checkpoints) },
                { label: t("strength"), value: t(attribution.strength) },
              ]}
            />
          </Card>
        </Section>
      </div>
      <Section title={t("contributors")} intro={t("contributorsIntro")}>
        <Table label={t("contributors")} className="min-w-120">
          <thead>
            <tr>
              <HeadCell>{t("contributor")}</HeadCell>
              <HeadCell align="right">{t("records")}</HeadCell>
              <HeadCell align="right">{t("longRun")}</HeadCell>
              <HeadCell className="w-2/5">
                <span className="sr-only">{t("longRun")}</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {model.contributors.map((contributor) => (
              <Row key={contributor.contributorId}>
                <Cell className="font-semibold">{contributor.handle}</Cell>
                <Cell align="right">{format.number(contributor.records)}</Cell>
                <Cell align="right">{share(contributor.longRunPermille)}</Cell>
                <Cell className="align-middle">
                  <ShareBar permille={contributor.longRunPermille} />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </Section>
    </div>
  );
}
