"use client";

import { GraduationCap } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { RequireSignIn } from "@/components/layout/require-sign-in";
import { RunState } from "@/components/tables/run-state";
import { Amount } from "@/components/ui/amount";
import { ButtonLink } from "@/components/ui/button-link";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useTrainingRuns } from "@/lib/client/training/use-training-runs";
import { useWallet } from "@/lib/web3/wallet-context";
import { MAX_COMPARED } from "./compare-runs";
import { RunQueue } from "./run-queue";

export function RunList() {
  const t = useTranslations("training.runs");
  const { account } = useWallet();
  const runs = useTrainingRuns(Boolean(account));
  const [chosen, setChosen] = useState<string[]>([]);
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <RequireSignIn title={t("signInTitle")} why={t("signInWhy")}>
      <QueryView query={runs}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={GraduationCap}
              title={t("empty")}
              actions={
                <ButtonLink href="/training/new" variant="primary">
                  {t("new")}
                </ButtonLink>
              }
            >
              {t("emptyHint")}
            </EmptyState>
          ) : (
            <>
              <RunQueue runs={items} />
              <CompareLink ids={chosen} />
              <Table label={t("table")} className="min-w-160">
                <thead>
                  <tr>
                    <HeadCell>
                      <span className="sr-only">{t("choose")}</span>
                    </HeadCell>
                    <HeadCell>{t("run")}</HeadCell>
                    <HeadCell>{t("state")}</HeadCell>
                    <HeadCell align="right">{t("progress")}</HeadCell>
                    <HeadCell align="right">{t("charged")}</HeadCell>
                    <HeadCell>{t("created")}</HeadCell>
                  </tr>
                </thead>
                <tbody>
                  {items.map((run) => (
                    <Row key={run.id}>
                      <Cell>
                        <input
                          type="checkbox"
                          aria-label={t("chooseRun", { base: run.baseModelId, created: run.createdAt })}
                          className="size-4 accent-primary"
                          checked={chosen.includes(run.id)}
                          disabled={!chosen.includes(run.id) && chosen.length === MAX_COMPARED}
                          onChange={() => toggle(run.id)}
                        />
                      </Cell>
                      <Cell>
                        <Link
                          href={`/training/${run.id}`}
                          className="font-semibold text-primary hover:underline"
                        >
                          {t("titleOf", {
                            base: run.baseModelId,
                            data: run.data.map((datanet) => datanet.name).join(", "),
                          })}
                        </Link>
                      </Cell>
                      <Cell>
                        <RunState state={run.state} />
                      </Cell>
                      <Cell align="right" nowrap>
                        {t("steps", { step: run.step, steps: run.steps })}
                      </Cell>
                      <Cell align="right">
                        {run.escrow ? <Amount wei={run.escrow.chargedWei} column /> : null}
                      </Cell>
                      <Cell>
                        <DateTime value={run.createdAt} />
                      </Cell>
                    </Row>
                  ))}
                </tbody>
              </Table>
            </>
          )
        }
      </QueryView>
    </RequireSignIn>
  );
}

/** Leads to the comparison once two runs are chosen; the first one chosen is the baseline. */
function CompareLink({ ids }: { ids: string[] }) {
  const t = useTranslations("training.runs");
  return (
    <p className="mb-3 flex min-h-9 flex-wrap items-center gap-3 text-muted">
      {ids.length < 2 ? (
        t("compareHint", { max: MAX_COMPARED })
      ) : (
        <ButtonLink href={`/training/compare?ids=${ids.join(",")}`}>
          {t("compare", { count: ids.length })}
        </ButtonLink>
      )}
    </p>
  );
}
