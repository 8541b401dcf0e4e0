"use client";

import { GraduationCap } from "lucide-react";
import Link from "next/link";
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

export function RunList() {
  const t = useTranslations("training.runs");
  const { account } = useWallet();
  const runs = useTrainingRuns(Boolean(account));
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
            <Table label={t("table")} className="min-w-160">
              <thead>
                <tr>
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
          )
        }
      </QueryView>
    </RequireSignIn>
  );
}
