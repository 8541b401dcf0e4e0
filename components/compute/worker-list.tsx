"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { Amount } from "@/components/ui/amount";
import { Section } from "@/components/ui/section";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useWorkers } from "@/lib/client/compute/use-workers";
import { useTierName } from "./use-tier-name";
import { WorkerState } from "./worker-state";

export function WorkerList() {
  const t = useTranslations("compute.list");
  const format = useFormatter();
  const tierName = useTierName();
  return (
    <Section title={t("title")}>
      <QueryView query={useWorkers()}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{t("empty")}</p>
          ) : (
            <Table label={t("table")} className="min-w-200">
              <thead>
                <tr>
                  <HeadCell>{t("name")}</HeadCell>
                  <HeadCell>{t("state")}</HeadCell>
                  <HeadCell>{t("tier")}</HeadCell>
                  <HeadCell align="right">{t("price")}</HeadCell>
                  <HeadCell align="right">{t("start")}</HeadCell>
                  <HeadCell>{t("record")}</HeadCell>
                  <HeadCell align="right">{t("reputation")}</HeadCell>
                </tr>
              </thead>
              <tbody>
                {items.map((worker) => (
                  <Row key={worker.id}>
                    <Cell>
                      <Link
                        href={`/compute/${worker.id}`}
                        className="font-semibold text-primary hover:underline"
                      >
                        {worker.name}
                      </Link>
                      {worker.mine ? <span className="text-muted"> · {t("mine")}</span> : null}
                    </Cell>
                    <Cell>
                      <WorkerState worker={worker} />
                    </Cell>
                    <Cell nowrap>{tierName(worker.tier)}</Cell>
                    <Cell align="right">
                      <Amount wei={worker.offer.ratePerPflopWei} column />
                    </Cell>
                    <Cell align="right">
                      <Amount wei={worker.offer.startFeeWei} column />
                    </Cell>
                    <Cell>
                      {worker.tier <= 1
                        ? t("own")
                        : worker.reputation === null
                          ? t("none")
                          : t("recordValue", { passed: worker.runsPassed, refused: worker.runsRefused })}
                    </Cell>
                    <Cell align="right">
                      {worker.reputation === null
                        ? ""
                        : format.number(worker.reputation, { style: "percent" })}
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
          )
        }
      </QueryView>
    </Section>
  );
}
