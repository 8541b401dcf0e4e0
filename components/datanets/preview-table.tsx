"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/components/ui/cn";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { ColumnRole, Contribution } from "@/lib/schemas/contributions";

/** A role is told by its word in the head; the line above the column only helps to find it again. */
const LINES: Record<ColumnRole, string> = {
  prompt: "border-t-data-1",
  input: "border-t-data-1",
  completion: "border-t-data-3",
  chosen: "border-t-data-3",
  rejected: "border-t-data-2",
  system: "border-t-data-5",
  text: "border-t-data-3",
  messages: "border-t-data-1",
  id: "border-t-data-6",
  source: "border-t-data-6",
  language: "border-t-data-6",
  split: "border-t-data-6",
  meta: "border-t-data-4",
  ignore: "border-t-transparent",
};

type PreviewTableProps = {
  contribution: Pick<Contribution, "columns" | "preview">;
  /** Roles being edited; those of the contribution when absent. */
  roles?: Record<string, ColumnRole>;
  /** What stands in the head of a column, under its name. */
  head?: (column: { name: string; role: ColumnRole }) => ReactNode;
};

export function PreviewTable({ contribution, roles, head }: PreviewTableProps) {
  const t = useTranslations("datanets.contribute.mapping");
  const columns = contribution.columns.map((column) => ({
    name: column.name,
    role: roles?.[column.name] ?? column.role,
  }));
  return (
    <Table label={t("table")} tall>
      <thead>
        <tr>
          <HeadCell align="right">{t("line")}</HeadCell>
          {columns.map((column) => (
            <HeadCell
              key={column.name}
              className={cn("min-w-40 border-t-4 align-top text-fg", LINES[column.role])}
            >
              <span className="mb-1 block font-mono">{column.name}</span>
              {head ? head(column) : <span className="text-muted">{t(`roles.${column.role}`)}</span>}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {contribution.preview.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other identity than their place
          <Row key={index}>
            <Cell align="right" className="text-muted">
              {index + 1}
            </Cell>
            {columns.map((column, place) => (
              <Cell
                key={column.name}
                className={cn(
                  "max-w-96 break-words whitespace-pre-wrap",
                  column.role === "ignore" && "text-muted",
                )}
              >
                {row[place] ?? ""}
              </Cell>
            ))}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
