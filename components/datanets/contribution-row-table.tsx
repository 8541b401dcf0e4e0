"use client";

import { useTranslations } from "use-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { Status, type Tone } from "@/components/ui/status";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table";
import type { ContributionRow, RowVerdict } from "@/lib/schemas/contributions";
import { RowQuality } from "./row-quality";

const TONES: Record<RowVerdict, Tone> = { pending: "info", accepted: "ok", rejected: "off" };

type ContributionRowTableProps = {
  rows: ContributionRow[];
  total: number;
  /** Positions picked for a judgement; null where nothing can be judged. */
  chosen: ReadonlySet<number> | null;
  onChoose: (chosen: ReadonlySet<number>) => void;
};

export function ContributionRowTable({ rows, total, chosen, onChoose }: ContributionRowTableProps) {
  const t = useTranslations("datanets.contribution");
  const codes = useTranslations("datanets.rejectCode");
  const details = useTranslations("datanets.personalDetail");
  const open = rows.filter((row) => row.verdict === "pending").map((row) => row.position);
  const all = open.length > 0 && open.every((position) => chosen?.has(position));
  const toggle = (positions: number[], on: boolean) => {
    const next = new Set(chosen);
    for (const position of positions) on ? next.add(position) : next.delete(position);
    onChoose(next);
  };
  return (
    <Table label={t("rows")} aria-rowcount={total} className="min-w-200">
      <thead>
        <tr>
          {chosen ? (
            <HeadCell>
              <Checkbox
                label={<span className="sr-only">{t("chooseAll")}</span>}
                checked={all}
                disabled={open.length === 0}
                onChange={(event) => toggle(open, event.target.checked)}
              />
            </HeadCell>
          ) : null}
          <HeadCell align="right">{t("position")}</HeadCell>
          <HeadCell>{t("prompt")}</HeadCell>
          <HeadCell>{t("completion")}</HeadCell>
          <HeadCell>{t("verdict")}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.position} aria-rowindex={row.position + 1}>
            {chosen ? (
              <Cell>
                <Checkbox
                  label={
                    <span className="sr-only">{t("choose", { position: String(row.position + 1) })}</span>
                  }
                  checked={chosen.has(row.position)}
                  disabled={row.verdict !== "pending"}
                  onChange={(event) => toggle([row.position], event.target.checked)}
                />
              </Cell>
            ) : null}
            <Cell align="right" className="text-muted">
              {row.position + 1}
            </Cell>
            <Cell className="w-2/5 break-words whitespace-pre-wrap">{row.prompt}</Cell>
            <Cell className="w-2/5 break-words whitespace-pre-wrap">{row.completion}</Cell>
            <Cell className="min-w-44">
              <Status tone={TONES[row.verdict]}>{t(`verdicts.${row.verdict}`)}</Status>
              {row.quality ? <RowQuality quality={row.quality} /> : null}
              {row.rejection ? (
                <p className="mt-1 text-muted">
                  {codes(row.rejection.code)}: {row.rejection.reason}
                </p>
              ) : null}
              {row.personalDetails.map((detail) => (
                <p key={`${detail.kind} ${detail.text}`} className="mt-1 break-all text-warn">
                  {details(detail.kind)}: <span className="font-mono">{detail.text}</span>
                  {detail.kept === null ? null : (
                    <span className="block break-normal text-muted">
                      {t("keptDetail", { reason: detail.kept })}
                    </span>
                  )}
                </p>
              ))}
              {row.copyOf ? (
                <p className="mt-1 text-warn">
                  {t("copyOf", { share: row.copyOf.similarityBps / 10_000, by: row.copyOf.handle })}
                  <span className="block text-muted">{row.copyOf.prompt}</span>
                </p>
              ) : null}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
