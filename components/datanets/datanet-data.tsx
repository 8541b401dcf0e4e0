"use client";

import { Rows3, SearchX } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { QueryView } from "@/components/layout/query-view";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Status } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { useDatanetRecords } from "@/lib/client/datanets/use-datanet-records";
import type { DatanetRecord, RecordFilter } from "@/lib/schemas/datanet-versions";
import type { Datanet } from "@/lib/schemas/datanets";
import { RecordFilters } from "./record-filters";
import { RecordProofDialog } from "./record-proof-dialog";

type DatanetDataProps = { datanet: Datanet; onAsk: () => void };

const PAGE = 50;

/** Rows of the newest version, all or those that match, a page at a time; each can be opened against its roots. */
export function DatanetData({ datanet, onAsk }: DatanetDataProps) {
  const { slug, latestVersion } = datanet;
  const sampleOnly = datanet.viewerMay === null;
  const t = useTranslations("datanets.dataTab");
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  const [filter, setFilter] = useState<RecordFilter>({});
  const [checked, setChecked] = useState<DatanetRecord | null>(null);
  const records = useDatanetRecords(slug, latestVersion, filter, cursors.at(-1) ?? null);
  const find = (wanted: RecordFilter) => {
    setFilter(wanted);
    setCursors([null]);
  };

  return (
    <div className="flex flex-col gap-4">
      {sampleOnly && latestVersion !== null ? (
        <Notice
          tone="info"
          title={t("sample")}
          actions={<Button onClick={onAsk}>{t("askForAccess")}</Button>}
        >
          {t("sampleText", { total: datanet.records })}
        </Notice>
      ) : null}
      {latestVersion === null || sampleOnly ? null : (
        <RecordFilters slug={slug} version={latestVersion} filter={filter} onChange={find} />
      )}
      <QueryView query={records}>
        {({ items, nextCursor, total }) => {
          if (total === 0 && latestVersion === null) {
            return (
              <EmptyState icon={Rows3} title={t("empty")}>
                {t("emptyHint")}
              </EmptyState>
            );
          }
          if (total === 0) {
            return (
              <EmptyState
                icon={SearchX}
                title={t("noMatch")}
                actions={<Button onClick={() => find({})}>{t("clearFilters")}</Button>}
              />
            );
          }
          const shown = (cursors.length - 1) * PAGE;
          const [from, to] = [shown + 1, shown + items.length];
          return (
            <div className="flex flex-col gap-3">
              <div className="flex flex-wrap items-center justify-between gap-2">
                <p role="status" className="text-sm text-muted">
                  {t("range", { from, to, total })}
                </p>
                <div className="flex gap-2">
                  <Button disabled={cursors.length === 1} onClick={() => setCursors(cursors.slice(0, -1))}>
                    {t("previous")}
                  </Button>
                  <Button disabled={nextCursor === null} onClick={() => setCursors([...cursors, nextCursor])}>
                    {t("next")}
                  </Button>
                </div>
              </div>
              <Table label={t("table")} aria-rowcount={total} className="min-w-200">
                <thead>
                  <tr>
                    <HeadCell align="right">{t("position")}</HeadCell>
                    <HeadCell>{t("prompt")}</HeadCell>
                    <HeadCell>{t("completion")}</HeadCell>
                    <HeadCell>{t("contributor")}</HeadCell>
                    <HeadCell>{t("role")}</HeadCell>
                    <HeadCell>
                      <span className="sr-only">{t("proofShort")}</span>
                    </HeadCell>
                  </tr>
                </thead>
                <tbody>
                  {items.map((record) => (
                    <Row key={record.id} aria-rowindex={record.position + 1}>
                      <Cell align="right" className="text-muted">
                        {record.position + 1}
                      </Cell>
                      <Cell className="w-2/5 break-words whitespace-pre-wrap">{record.prompt}</Cell>
                      <Cell className="w-2/5 break-words whitespace-pre-wrap">{record.completion}</Cell>
                      <Cell nowrap>{record.contributor.handle}</Cell>
                      <Cell nowrap>
                        {record.leader ? (
                          <Status tone="ok">{t("leader")}</Status>
                        ) : (
                          <Status tone="off">{t("copy")}</Status>
                        )}
                      </Cell>
                      <Cell>
                        <Button
                          size="sm"
                          className="-my-1"
                          disabled={sampleOnly}
                          aria-label={t("proof", { position: String(record.position + 1) })}
                          onClick={() => setChecked(record)}
                        >
                          {t("proofShort")}
                        </Button>
                      </Cell>
                    </Row>
                  ))}
                </tbody>
              </Table>
              {checked ? (
                <RecordProofDialog slug={slug} record={checked} onClose={() => setChecked(null)} />
              ) : null}
            </div>
          );
        }}
      </QueryView>
    </div>
  );
}
