"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { Amount } from "@/components/ui/amount";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Facts } from "@/components/ui/facts";
import { formatAmount } from "@/components/ui/format-amount";
import { Hash } from "@/components/ui/hash";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import type { TrainingEstimate } from "@/lib/schemas/training";
import { useWallet } from "@/lib/web3/wallet-context";
import { combineEstimates } from "./combine-estimates";
import { IssueList } from "./issue-list";
import { missingFor } from "./wizard-state";
import { WorkerChoice } from "./worker-choice";

/** Keys that the server sends; one that a newer server invented is shown as it is. */
const LINES = ["start", "compute"] as const;
const PAYEES = ["worker", "platform", "owner", "stakers", "contributors"] as const;

type ReviewStepProps = {
  /** One, or one for each run of a sweep. */
  estimates: UseQueryResult<TrainingEstimate[]>;
  ready: boolean;
  worker: string;
  onWorker: (worker: string) => void;
  /** The choice between one run and a sweep. */
  choice: ReactNode;
};

export function ReviewStep({ estimates, ready, worker, onWorker, choice }: ReviewStepProps) {
  const t = useTranslations("training.wizard.review");
  if (!ready) return <Notice tone="info">{t("notReady")}</Notice>;
  return (
    <Section title={t("title")}>
      <WorkerChoice worker={worker} onWorker={onWorker} />
      {choice}
      <QueryView query={estimates}>
        {(parts) => {
          const whole = combineEstimates(parts);
          return whole ? <Estimate estimate={whole} runs={parts.length} /> : null;
        }}
      </QueryView>
    </Section>
  );
}

function Estimate({ estimate, runs }: { estimate: TrainingEstimate; runs: number }) {
  const t = useTranslations("training.wizard.review");
  const lines = useTranslations("training.wizard.review.lineNames");
  const { account } = useWallet();
  const missing = missingFor(estimate);
  const lineName = (key: string) => {
    const known = LINES.find((candidate) => candidate === key);
    return known ? lines(known) : key;
  };
  const open = (wei: string | bigint) => formatAmount(wei, "OPEN").text;
  return (
    <>
      <IssueList issues={estimate.issues} />
      {estimate.workersOnline === 0 ? <Notice tone="warn">{t("noWorker")}</Notice> : null}
      {account === null ? <Notice tone="info">{t("signInNote")}</Notice> : null}
      {missing > 0n ? (
        <Notice tone="warn">
          {t("short", {
            missing: open(missing),
            cap: open(estimate.capWei),
            wallet: open(estimate.walletWei ?? "0"),
          })}
        </Notice>
      ) : null}
      <Card className="flex flex-col gap-3">
        <Facts
          facts={estimate.lines.map((line) => ({
            label: lineName(line.label),
            value: <Amount wei={line.wei} column />,
          }))}
        />
        <Facts
          className="border-t pt-3"
          facts={[
            {
              label: t("expected"),
              value: <Amount wei={estimate.expectedWei} column className="font-semibold" />,
            },
            // Without early stop the whole plan is done, and its price is known to the wei.
            ...(estimate.lowWei === estimate.highWei
              ? []
              : [
                  {
                    label: t("band"),
                    value: t("bandValue", {
                      low: formatAmount(estimate.lowWei, "OPEN", 4, 4).value,
                      high: formatAmount(estimate.highWei, "OPEN", 4, 4).text,
                    }),
                  },
                ]),
            {
              label: t("cap"),
              value: <Amount wei={estimate.capWei} column className="font-semibold" />,
            },
          ]}
        />
        {estimate.walletWei === null ? null : (
          <Facts
            className="border-t pt-3"
            facts={[{ label: t("wallet"), value: <Amount wei={estimate.walletWei} column /> }]}
          />
        )}
      </Card>
      {runs > 1 ? (
        <p className="max-w-reading">{t("sweep.money", { count: runs, cap: open(estimate.capWei) })}</p>
      ) : null}
      <p className="max-w-reading">{t("refund")}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Payees title={t("now")} payees={estimate.payees} />
        <Payees title={t("later")} payees={estimate.laterPayees} />
      </div>
      <Card className="flex flex-col gap-2">
        <h3 className="font-semibold">{t("signatureTitle")}</h3>
        <p className="max-w-reading text-muted">
          {/* Signed out there is no authorisation yet, but there will be one. */}
          {BigInt(estimate.capWei) > 0n
            ? t(runs > 1 ? "sweep.signatures" : "signature", { count: runs, cap: open(estimate.capWei) })
            : t("free")}
        </p>
        <p className="flex flex-wrap items-center gap-x-4 text-sm text-muted">
          {runs > 1 ? null : (
            <span className="flex items-center gap-1">
              {t("planHash")} <Hash value={estimate.planHash} name={t("planHash")} />
            </span>
          )}
          <span>{t.rich("quote", { time: () => <DateTime value={estimate.expiresAt} /> })}</span>
        </p>
      </Card>
    </>
  );
}

function Payees({ title, payees }: { title: string; payees: TrainingEstimate["payees"] }) {
  const names = useTranslations("training.wizard.review.payeeNames");
  const format = useFormatter();
  const payeeName = (key: string) => {
    const known = PAYEES.find((candidate) => candidate === key);
    return known ? names(known) : key;
  };
  return (
    <Card>
      <h3 className="mb-2 font-semibold">{title}</h3>
      <Facts
        facts={payees.map((payee) => ({
          label: payeeName(payee.who),
          value: format.number(payee.bps / 10_000, { style: "percent", maximumFractionDigits: 2 }),
        }))}
      />
    </Card>
  );
}
