"use client";

import { useFormatter, useTranslations } from "use-intl";
import { PageHeader } from "@/components/layout/page-header";
import { PageLoading } from "@/components/layout/page-loading";
import { QueryView } from "@/components/layout/query-view";
import { CheckTable } from "@/components/tables/check-table";
import { DevicePanel } from "@/components/tables/device-panel";
import { Amount } from "@/components/ui/amount";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { Hash } from "@/components/ui/hash";
import { Section } from "@/components/ui/section";
import { useWorker } from "@/lib/client/compute/use-worker";
import type { WorkerDetail } from "@/lib/schemas/compute";
import { useTierName } from "./use-tier-name";
import { WorkerDrain } from "./worker-drain";
import { WorkerJobs } from "./worker-jobs";
import { WorkerPrice } from "./worker-price";
import { WorkerState } from "./worker-state";

const GB = 1e9;

export function WorkerView({ id }: { id: string }) {
  return (
    <QueryView query={useWorker(id)} loading={<PageLoading />}>
      {(worker) => <Loaded worker={worker} />}
    </QueryView>
  );
}

function Loaded({ worker }: { worker: WorkerDetail }) {
  const t = useTranslations("compute.detail");
  const list = useTranslations("compute.list");
  const format = useFormatter();
  const tierName = useTierName();
  const memory = format.number((worker.gpuMemoryBytes || worker.memoryBytes) / GB, {
    maximumFractionDigits: 0,
  });
  return (
    <>
      <PageHeader
        title={worker.name}
        lead={list("hardwareValue", { device: worker.device, cores: worker.cores, memory })}
        meta={<WorkerState worker={worker} />}
        actions={worker.mine ? <WorkerDrain worker={worker} /> : null}
      />
      <div className="flex flex-col gap-8">
        <Section
          title={t("facts")}
          intro={worker.mine && worker.stakeWei === "0" ? t("stakeHint") : undefined}
        >
          <Card>
            <Facts
              facts={[
                { label: list("tier"), value: tierName(worker.tier) },
                { label: t("wallet"), value: <Hash value={worker.wallet} name={t("wallet")} /> },
                { label: t("stake"), value: <Amount wei={worker.stakeWei} column /> },
                { label: t("reserved"), value: <Amount wei={worker.reservedWei} column /> },
                {
                  label: list("reputation"),
                  value:
                    worker.reputation === null
                      ? list("none")
                      : format.number(worker.reputation, { style: "percent", maximumFractionDigits: 1 }),
                },
                {
                  label: list("record"),
                  value: list("recordValue", { passed: worker.runsPassed, refused: worker.runsRefused }),
                },
                {
                  label: t("nextShare"),
                  value:
                    worker.tier <= 1 ? list("own") : format.number(worker.nextShare, { style: "percent" }),
                },
                ...(worker.incomeWei === null
                  ? []
                  : [{ label: t("income"), value: <Amount wei={worker.incomeWei} column /> }]),
                { label: t("seen"), value: <DateTime value={worker.lastSeenAt} /> },
                { label: t("joined"), value: <DateTime value={worker.joinedAt} /> },
              ]}
            />
          </Card>
        </Section>
        {worker.load?.readings.length ? <DevicePanel report={worker.load} /> : null}
        {worker.mine ? <WorkerPrice worker={worker} /> : null}
        {worker.jobs ? <WorkerJobs jobs={worker.jobs} /> : null}
        <Section title={t("audits.title")} intro={t("audits.intro")}>
          {worker.audits.length === 0 ? (
            <p className="text-muted">{t("audits.empty")}</p>
          ) : (
            <CheckTable label={t("audits.table")} checks={worker.audits} />
          )}
        </Section>
      </div>
    </>
  );
}
