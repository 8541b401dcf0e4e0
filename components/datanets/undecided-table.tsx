"use client";

import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { ContributionRow, DecideDetailsBody } from "@/lib/schemas/contributions";

type Detail = ContributionRow["personalDetails"][number];
type Decision = DecideDetailsBody["decision"];
const DECISIONS: Decision[] = ["redact", "drop", "keep"];

type UndecidedTableProps = {
  rows: ContributionRow[];
  busy: boolean;
  /** Whether a reason for keeping is written. */
  mayKeep: boolean;
  onDecide: (decision: Decision, position: number, detail: Detail) => void;
};

/** One line for each detail that waits, with the row that it stands in. */
export function UndecidedTable({ rows, busy, mayKeep, onDecide }: UndecidedTableProps) {
  const t = useTranslations("datanets.details");
  const kinds = useTranslations("datanets.personalDetail");
  const lines = rows.flatMap((row) =>
    // The same detail twice in a row is decided once.
    [...new Map(row.personalDetails.map((detail) => [`${detail.kind} ${detail.text}`, detail])).values()]
      .filter((detail) => detail.kept === null)
      .map((detail) => ({ row, detail })),
  );
  return (
    <Table label={t("table")} className="min-w-200">
      <thead>
        <tr>
          <HeadCell align="right">{t("row")}</HeadCell>
          <HeadCell>{t("detail")}</HeadCell>
          <HeadCell>{t("text")}</HeadCell>
          <HeadCell>{t("decision")}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ row, detail }) => (
          <Row key={`${row.position} ${detail.kind} ${detail.text}`}>
            <Cell align="right" className="text-muted">
              {row.position + 1}
            </Cell>
            <Cell className="w-1/4 break-all">
              {kinds(detail.kind)}
              <span className="block font-mono">{detail.text}</span>
            </Cell>
            <Cell className="w-1/3 break-words whitespace-pre-wrap text-muted">
              {[row.prompt, row.completion].filter(Boolean).join("\n").slice(0, 300)}
            </Cell>
            <Cell nowrap>
              <div className="flex gap-2">
                {DECISIONS.map((decision) => (
                  <Button
                    key={decision}
                    size="sm"
                    disabled={busy || (decision === "keep" && !mayKeep)}
                    aria-label={t(`${decision}One`, { text: detail.text, row: row.position + 1 })}
                    onClick={() => onDecide(decision, row.position, detail)}
                  >
                    {t(decision)}
                  </Button>
                ))}
              </div>
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
