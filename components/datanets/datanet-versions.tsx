"use client";

import { GitCommitHorizontal } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { ChainTransaction } from "@/components/layout/chain-transaction";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Hash } from "@/components/ui/hash";
import { Status, type Tone } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useDatanetVersions } from "@/lib/client/datanets/use-datanet-versions";
import type { DatanetVersion } from "@/lib/schemas/datanet-versions";
import { UseVersionDialog } from "./use-version-dialog";
import { VersionDiffDialog } from "./version-diff-dialog";

const TONES: Record<DatanetVersion["state"], Tone> = { sealed: "busy", anchored: "ok", failed: "danger" };

export function DatanetVersions({ slug }: { slug: string }) {
  const t = useTranslations("datanets.versionsTab");
  const format = useFormatter();
  const [used, setUsed] = useState<number | null>(null);
  const [compared, setCompared] = useState<number | null>(null);
  return (
    <QueryView query={useDatanetVersions(slug)}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={GitCommitHorizontal} title={t("empty")}>
            {t("emptyHint")}
          </EmptyState>
        ) : (
          <>
            <Table label={t("table")} className="min-w-200">
              <thead>
                <tr>
                  <HeadCell align="right">{t("number")}</HeadCell>
                  <HeadCell>{t("state")}</HeadCell>
                  <HeadCell align="right">{t("records")}</HeadCell>
                  <HeadCell align="right">{t("clusters")}</HeadCell>
                  <HeadCell align="right">{t("contributors")}</HeadCell>
                  <HeadCell>{t("root")}</HeadCell>
                  <HeadCell>{t("transaction")}</HeadCell>
                  <HeadCell>{t("created")}</HeadCell>
                  <HeadCell>
                    <span className="sr-only">{t("useShort")}</span>
                  </HeadCell>
                </tr>
              </thead>
              <tbody>
                {items.map((version) => (
                  <Row key={version.number}>
                    <Cell align="right" className="font-semibold">
                      {version.number}
                    </Cell>
                    <Cell>
                      <Status tone={TONES[version.state]}>{t(version.state)}</Status>
                    </Cell>
                    <Cell align="right">{format.number(version.records)}</Cell>
                    <Cell align="right">{format.number(version.clusters)}</Cell>
                    <Cell align="right">{format.number(version.contributors)}</Cell>
                    <Cell>
                      <Hash value={version.snapshotRoot} name={t("root")} />
                    </Cell>
                    <Cell>{version.txHash ? <ChainTransaction hash={version.txHash} /> : null}</Cell>
                    <Cell>
                      <DateTime value={version.createdAt} />
                    </Cell>
                    <Cell nowrap>
                      <Button
                        size="sm"
                        className="-my-1 mr-2"
                        aria-label={t("changes", { number: String(version.number) })}
                        onClick={() => setCompared(version.number)}
                      >
                        {t("changesShort")}
                      </Button>
                      <Button
                        size="sm"
                        className="-my-1"
                        aria-label={t("use", { number: String(version.number) })}
                        onClick={() => setUsed(version.number)}
                      >
                        {t("useShort")}
                      </Button>
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
            {compared === null ? null : (
              <VersionDiffDialog slug={slug} number={compared} onClose={() => setCompared(null)} />
            )}
            {used === null ? null : (
              <UseVersionDialog slug={slug} number={used} onClose={() => setUsed(null)} />
            )}
          </>
        )
      }
    </QueryView>
  );
}
