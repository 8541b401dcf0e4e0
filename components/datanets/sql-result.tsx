"use client";

import { Download } from "lucide-react";
import { useTranslations } from "use-intl";
import { saveFile } from "@/components/layout/save-file";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import { isNumeric, queryCsv } from "@/lib/domain/datanets/query-csv";
import type { QueryCell, QueryResult } from "@/lib/schemas/datanet-versions";

/** Characters of a cell on screen; the CSV holds all of them. */
const SHOWN = 500;

function shown(cell: QueryCell): string {
  const text = String(cell);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

type SqlResultProps = {
  slug: string;
  version: number;
  /** Null for a query too long for an address. */
  link: string | null;
  result: QueryResult;
};

/** Rows that a query found, as a table and as a file, with the link that asks the same again. */
export function SqlResult({ slug, version, link, result }: SqlResultProps) {
  const t = useTranslations("datanets.sqlTab");
  const { columns, rows, truncated, tookMs, callsLeft } = result;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm text-muted">
          {t("count", { rows: rows.length, ms: tookMs })} {truncated ? `${t(`truncated.${truncated}`)} ` : ""}
          {t("left", { count: callsLeft })}
        </p>
        <div className="flex flex-wrap gap-2">
          {link === null ? null : <CopyButton withText value={link} label={t("copyLink")} />}
          <Button
            size="sm"
            disabled={rows.length === 0}
            onClick={() =>
              saveFile(`${slug}-v${version}-query.csv`, "text/csv;charset=utf-8", queryCsv(result))
            }
          >
            <Download aria-hidden className="size-3.5" />
            {t("download")}
          </Button>
        </div>
      </div>
      {rows.length === 0 ? (
        <p className="text-sm text-muted">{t("noRows")}</p>
      ) : (
        <Table label={t("table")} tall aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {columns.map(({ name, type }, i) => (
                // A query may name two columns alike.
                // biome-ignore lint/suspicious/noArrayIndexKey: columns of one result never move
                <HeadCell key={i} align={isNumeric(type) ? "right" : "left"} title={type}>
                  {name}
                </HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one result never move
              <Row key={r}>
                {row.map((cell, i) => (
                  <Cell
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    key={i}
                    align={isNumeric(columns[i]?.type ?? "") ? "right" : "left"}
                    className="max-w-md min-w-24 break-words whitespace-pre-wrap"
                  >
                    {cell === null ? <span className="text-muted">{t("null")}</span> : shown(cell)}
                  </Cell>
                ))}
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}
